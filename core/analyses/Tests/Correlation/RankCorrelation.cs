using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Ranks;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Correlation;

/// <summary>Spearman's correlation of several variables: counts give the midranks, one more sum their products.</summary>
internal static class RankCorrelation
{
    /// <summary>Means and covariance of the midranks in place of the variables.</summary>
    public static async Task<(CovarianceTotals Totals, bool Ties)> SumAsync(CovarianceQuestion question, IFederation federation, CancellationToken cancellationToken)
    {
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        if (frame.Complete < 2) throw new FedOncoException(ErrorReason.EmptyCohort, "Fewer than two rows have a value for every variable of the call.");
        var counts = await federation.SumAsync(new RankProductStep(frame, question, null), cancellationToken).ConfigureAwait(false);
        RankTestProgram.RequireOnLattice(counts);
        var size = question.Names.Count;
        var ranks = new double[size][];
        var ties = false;
        for (var v = 0; v < size; v++)
        {
            var cells = counts.Block($"counts {v}");
            ranks[v] = Midranks(cells, frame.Complete);
            foreach (var cell in cells) ties |= cell > 1;
        }

        var products = await federation.SumAsync(new RankProductStep(frame, question, ranks), cancellationToken).ConfigureAwait(false);
        var matrix = Packed.Unpack(products.Block("products"), size);
        for (var i = 0; i < matrix.Length; i++) matrix[i] /= frame.Complete - 1;
        var means = new double[size];
        for (var v = 0; v < size; v++) means[v] = (frame.Complete + 1) / 2;
        return (new CovarianceTotals(question.Names, frame.Complete, means, matrix), ties);
    }

    /// <summary>Midranks less their mean by lattice point.</summary>
    private static double[] Midranks(ReadOnlySpan<double> counts, double n)
    {
        var ranks = new double[counts.Length];
        var below = 0.0;
        for (var k = 0; k < counts.Length; k++)
        {
            if (counts[k] == 0) continue;
            ranks[k] = below + ((counts[k] + 1) / 2) - ((n + 1) / 2);
            below += counts[k];
        }

        return ranks;
    }
}
