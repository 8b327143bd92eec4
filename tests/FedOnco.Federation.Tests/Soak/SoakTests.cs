using System.Globalization;
using FedOnco.Fuzz;

namespace FedOnco.Federation.Tests.Soak;

/// <summary>
/// Twenty agents and a coordinator as processes, eight analysts who ask random calls while agents and coordinator are killed and stopped: every
/// answer is the undisturbed one to the last bit, which is R's, and no process keeps memory of the runs that it took part in.
/// </summary>
/// <remarks>Three minutes; 36 with FEDONCO_LONG=1. FEDONCO_SEED takes other calls and faults.</remarks>
[Collection(nameof(RunAlone))]
public sealed class SoakTests
{
    private const int Agents = 20;
    private const int WarmUps = 2;

    private static readonly string[] Analysts = ["ada", "bea", "cem", "dan", "eva", "fay", "gus", "hal"];

    [Fact]
    public async Task Calls_RandomUnderFaults_AreAnsweredRightAndNoMemoryIsKept()
    {
        var length = SoakLength.Now;
        await using var federation = await ProcessFederation.StartAsync(f => DealtSamples.Write(f, Agents), Analysts);
        var calls = KnownCall.All();
        using var client = federation.Client(Analysts[0]);
        foreach (var call in calls) await call.LearnAsync(client);

        var record = new SoakRecord();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var work = Task.WhenAll(Analysts.Select((name, i) => new SoakAnalyst(name, federation, calls, record, FuzzLength.Seed + i).WorkAsync(length.AnalystPause, over.Token)));
        var faults = new SoakFaults(federation, FuzzLength.Seed);
        await StrikeAsync(faults, length.Unrest, ofCoordinator: true, over.Token);
        await Task.WhenAll(StrikeAsync(faults, length.WarmUp, ofCoordinator: false, over.Token), WarmUpAsync());
        over.CancelAfter(length.Watched);
        var memory = new MemoryWatch(() => federation.Processes, () => record.Ended);
        await Task.WhenAll(memory.LookAsync(over.Token), StrikeAsync(faults, length.Watched, ofCoordinator: false, over.Token), work);

        Report($"{record}; {faults}");
        Assert.True(record.Wrong.IsEmpty, string.Join("\n", record.Wrong));
        Assert.True(record.Fresh > 0 && faults is { AgentsKilled: > 0, AgentsStopped: > 0, CoordinatorsKilled: > 0 }, $"too little happened: {record}; {faults}");
        Assert.All(await client.ListAsync("", TestContext.Current.CancellationToken), r => Assert.NotNull(r.Ended));
        RequireNoGrowth(memory, length.BoundBytesPerRun);

        async Task WarmUpAsync()
        {
            foreach (var call in Enumerable.Repeat(calls, WarmUps).SelectMany(c => c)) await call.AskAgainAsync(client, record.NextNumber());
        }

        async Task StrikeAsync(SoakFaults some, TimeSpan time, bool ofCoordinator, CancellationToken end)
        {
            using var part = CancellationTokenSource.CreateLinkedTokenSource(end);
            part.CancelAfter(time);
            await some.StrikeAsync(length.FaultPause, ofCoordinator, part.Token);
        }
    }

    private static void RequireNoGrowth(MemoryWatch memory, double bound)
    {
        var slopes = memory.Slopes.ToList();
        foreach (var (name, slope, last) in slopes) Report(string.Create(CultureInfo.InvariantCulture, $"{name}: {slope.BytesPerRun:0} bytes a run, standard error {slope.Error:0}, {last / (1 << 20):0} MiB at the end"));
        var coordinator = slopes.Single(s => s.Name == "coordinator");
        // All agents run the same program over the same runs: of twenty slopes some lie outside their noise, a leak is in all of them.
        var agents = slopes.Where(s => s.Name != "coordinator").OrderBy(s => s.Slope.BytesPerRun).ToList();
        Assert.True(agents.Count >= Agents / 2, "the agents that are never killed were not looked at");
        Assert.All([coordinator, agents[agents.Count / 2]], s => Assert.False(s.Slope.IsGrowth(bound), $"{s.Name} gains {s.Slope.BytesPerRun:0} bytes a run (standard error {s.Slope.Error:0}), more than {bound}"));
    }

    private static void Report(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
