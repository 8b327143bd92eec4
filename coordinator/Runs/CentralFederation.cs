using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.Agents;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>A program's secure sums at the coordinator: add masked tallies as they come, send the total down.</summary>
internal sealed class CentralFederation(byte[] run, IReadOnlyList<string> sites, RunInbox inbox, ConnectedSites connected, Transcript transcript, LiveRun live) : IFederation
{
    public uint Sums { get; private set; }

    public ulong BytesUp { get; private set; }

    public async Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        var sum = new CoordinatorSum(run, transcript.Index + 1, step.Hash(), step.Layout, sites);
        while (!sum.IsComplete)
        {
            var (site, message) = await inbox.NextAsync(() => sites.Where(s => !sum.HasAll(s))).ConfigureAwait(false);
            if (message.Tally is not { } chunk) continue;
            BytesUp += (ulong)chunk.Elements.Length;
            sum.Add(site, chunk);
            if (sum.HasAll(site)) live.Update(r => Progress(r, site));
        }

        foreach (var chunk in sum.Chunks())
        {
            var message = new FromCoordinator { Total = chunk };
            foreach (var site in sites) connected.TrySend(site, message);
        }

        transcript.Append(step.Hash(), sum.TotalHash());
        Sums++;
        return new Total(step.Layout, sum.Decode());
    }

    private void Progress(Run target, string site)
    {
        var entry = target.Progress.First(p => p.Site == site);
        entry.Stage = "sum";
        entry.Sums = Sums + 1;
    }
}
