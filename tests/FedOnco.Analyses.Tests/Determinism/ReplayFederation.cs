using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Tests.Determinism;

/// <summary>Gives a program the recorded totals, and requires that it derives the recorded steps to the last bit.</summary>
internal sealed class ReplayFederation(RecordedRun run) : IFederation
{
    public int Replayed { get; private set; }

    public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        Assert.True(Replayed < run.Sums.Count, $"{run.Call}: the program asks for more than the {run.Sums.Count} recorded sums");
        var (hash, total) = run.Sums[Replayed++];
        Assert.True(step.Hash().AsSpan().SequenceEqual(hash), $"{run.Call}: sum {Replayed} is of another step ({step.Name}). Where the algorithm changed on purpose, raise its version and record again.");
        return Task.FromResult(new Total(step.Layout, total));
    }
}
