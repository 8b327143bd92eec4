using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Harness;

/// <summary>Adds the sites' tallies in one process without masks; exists in tests only.</summary>
public sealed class PlainFederation(IAnalysis analysis, StudyContext context, IReadOnlyList<SiteRun> sites) : IFederation
{
    /// <summary>Every step that was summed, with its total.</summary>
    public List<(Step Step, Total Total)> Sums { get; } = [];

    public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        var sum = new double[new Tally(step.Layout).Values.Length];
        foreach (var site in sites)
        {
            var tally = QuestionProgram.Sum(analysis, context, step, site);
            RequireBounds(tally);
            RoundToGrid(tally);
            for (var i = 0; i < sum.Length; i++) sum[i] += tally.Values[i];
        }

        var total = new Total(step.Layout, sum);
        Sums.Add((step, total));
        return Task.FromResult(total);
    }

    /// <summary>As the fixed-point encoding of secure sums rounds them.</summary>
    private static void RoundToGrid(Tally tally)
    {
        foreach (var block in tally.Layout.Blocks)
        {
            foreach (ref var value in tally.Block(block.Name)) value = Math.ScaleB(Math.Round(Math.ScaleB(value, block.FractionBits)), -block.FractionBits);
        }
    }

    private static void RequireBounds(Tally tally)
    {
        foreach (var block in tally.Layout.Blocks)
        {
            foreach (var value in tally.Block(block.Name))
            {
                if (!(Math.Abs(value) <= block.Bound * (1 + 1e-9))) throw new FedOncoException(ErrorReason.OutOfBounds, $"{block.Name} exceeds its bound");
            }
        }
    }
}
