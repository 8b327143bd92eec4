using FedOnco.Agent.Data;
using Microsoft.Extensions.Hosting;

namespace FedOnco.Agent.Health;

/// <summary>An agent waits more than it works: memory that the start took is given back once the data are open, memory of runs after a time without one.</summary>
internal sealed class IdleMemory(Task<Catalogue> opening, AgentMetrics runs, TimeProvider clock) : BackgroundService
{
    /// <summary>So long after the last run its columns are forgotten as well: the next one reads them again.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ((Task)opening).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Whoever started the agent is told what is wrong with its data, elsewhere.
        if (!opening.IsCompletedSuccessfully) return;
        var catalogue = await opening.ConfigureAwait(false);
        var seen = 0L;
        await GiveBackAsync(stoppingToken).ConfigureAwait(false);
        while (true)
        {
            await Task.Delay(Look, clock, stoppingToken).ConfigureAwait(false);
            if (runs.Begun == seen || !runs.IsQuietFor(Quiet)) continue;
            seen = runs.Begun;
            foreach (var dataset in catalogue.Datasets) dataset.Forget();
            await GiveBackAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        SystemPages.Trim();
        await ProgramCode.GiveBackAsync(clock, cancellationToken).ConfigureAwait(false);
    }
}
