using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.State;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>A program's secure sums at the coordinator: add masked tallies as they come, store the total, send it down.</summary>
/// <param name="run">16 bytes.</param>
/// <param name="open">The contract.</param>
/// <param name="recorded">Totals up to this index were verified by every site before: the stored ones go down again.</param>
/// <param name="diary">Takes note of each sum; null where none is kept.</param>
internal sealed class CentralFederation(byte[] run, OpenContract open, ulong recorded, RunInbox inbox, Downlink down, RecordedTotals record, Transcript transcript, LiveRun live, CoordinatorDiary? diary = null) : IFederation, IRoundWatcher
{
    public uint Sums { get; private set; }

    public ulong BytesUp { get; private set; }

    private IReadOnlyList<string> Sites => open.Contract.Sites;

    public async Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        live.IsAnswering |= !QuestionProgram.IsVerdict(step);
        var hash = step.Hash();
        var index = transcript.Index + 1;
        var sum = index <= recorded ? Recall(index, hash, step.Layout) : await AddAsync(index, hash, step.Layout).ConfigureAwait(false);
        await down.SendAsync(sum.Chunks().Select(c => new FromCoordinator { Total = c })).ConfigureAwait(false);
        transcript.Append(hash, sum.TotalHash());
        Sums++;
        return new Total(step.Layout, sum.Decode());
    }

    public void Report(int round, string metric, double value) => live.Update(r => r.Round = new RoundMetric { Round = (uint)round, Metric = metric, Value = value });

    private async Task<CoordinatorSum> AddAsync(ulong index, byte[] hash, TallyLayout layout)
    {
        var sum = new CoordinatorSum(run, index, hash, layout, Sites);
        inbox.BeginStage();
        while (!sum.IsComplete)
        {
            var (site, message) = await inbox.NextAsync(() => Sites.Where(s => !sum.HasAll(s))).ConfigureAwait(false);
            if (message.Tally is not { } chunk) continue;
            BytesUp += (ulong)chunk.Elements.Length;
            sum.Add(site, chunk);
            if (sum.HasAll(site)) live.Update(r => Progress(r, site));
        }

        record.Save(open.Hash, index, hash, sum.Total);
        diary?.Added(open.Hash, index, hash, sum.TotalHash());
        return sum;
    }

    private CoordinatorSum Recall(ulong index, byte[] hash, TallyLayout layout)
    {
        var stored = record.Find(open.Hash, index) ?? throw new FedOncoException(ErrorReason.HistoryDiffers, $"The coordinator no longer has total {index} of this run. Ask again as a new question.");
        if (!stored.StepHash.AsSpan().SequenceEqual(hash))
            throw new FedOncoException(ErrorReason.StepMismatch, $"Sum {index} was of another step before the run was cut. Check that the coordinator was not changed in between; ask again as a new question.");
        return CoordinatorSum.Recorded(run, index, hash, layout, Sites, stored.Elements);
    }

    private void Progress(Run target, string site)
    {
        var entry = target.Progress.First(p => p.Site == site);
        entry.Stage = "sum";
        entry.Sums = Sums + 1;
    }
}
