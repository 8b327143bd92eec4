namespace FedOnco.Federation.Tests.Soak;

/// <summary>What strikes a federation while it is asked. Half of the agents are never killed: their memory is looked at.</summary>
/// <param name="federation">Struck.</param>
/// <param name="seed">Of whom and for how long.</param>
internal sealed class SoakFaults(ProcessFederation federation, int seed)
{
    private readonly Random _random = new(seed);

    public int AgentsKilled { get; private set; }

    public int AgentsStopped { get; private set; }

    public int CoordinatorsKilled { get; private set; }

    /// <summary>One fault after the other, each kind in turn.</summary>
    /// <param name="pause">Between two faults, on average.</param>
    /// <param name="ofCoordinator">Whether the coordinator is killed too.</param>
    /// <param name="over">None is begun after it.</param>
    public async Task StrikeAsync(TimeSpan pause, bool ofCoordinator, CancellationToken over)
    {
        for (var turn = 0; ; turn++)
        {
            await Task.Delay(pause * (0.5 + _random.NextDouble()), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested) return;
            await ((turn % (ofCoordinator ? 3 : 2)) switch
            {
                0 => KillAgentAsync(),
                1 => StopAgentAsync(),
                _ => KillCoordinatorAsync(),
            });
        }
    }

    private Task KillAgentAsync()
    {
        AgentsKilled++;
        return federation.RestartAgentAsync(federation.Sites[_random.Next(federation.Sites.Count / 2)]);
    }

    private Task StopAgentAsync()
    {
        AgentsStopped++;
        return federation.PauseAgentAsync(federation.Sites[_random.Next(federation.Sites.Count)], TimeSpan.FromSeconds(1 + (4 * _random.NextDouble())));
    }

    private Task KillCoordinatorAsync()
    {
        CoordinatorsKilled++;
        return federation.RestartCoordinatorAsync();
    }

    public override string ToString() => $"{AgentsKilled} agents killed, {AgentsStopped} stopped for seconds, coordinator killed {CoordinatorsKilled} times";
}
