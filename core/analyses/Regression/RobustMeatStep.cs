using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression;

/// <summary>Layout and reading of the sums of <see cref="RobustSums"/>.</summary>
internal static class RobustMeatStep
{
    /// <param name="kind">Which variance.</param>
    /// <param name="size">Coefficients.</param>
    /// <param name="rows">Complete rows over all sites.</param>
    /// <param name="score">Largest score of a row times its column.</param>
    public static TallyLayout Layout(RobustVariance kind, int size, double rows, double score)
    {
        return new LayoutBuilder()
            .Numbers("meat", Packed.Length(size), Bound(kind, rows, score))
            .Counts("saturated", 1, rows)
            .Counts("clusters", 1, rows)
            .Build();
    }

    private static double Bound(RobustVariance kind, double rows, double score)
    {
        var row = kind == RobustVariance.Hc3 ? score / (1 - RobustSums.MostLeverage) : score;
        // All rows may be one cluster.
        return kind == RobustVariance.Cluster ? rows * row * rows * row : rows * row * row;
    }

    /// <exception cref="FedOncoException">NotFinite for a row of leverage 1, or fewer than two clusters.</exception>
    public static RobustMeat Read(Total total, RobustVariance kind, int size)
    {
        if (total.Scalar("saturated") > 0)
            throw new FedOncoException(ErrorReason.NotFinite, "A row determines its own fitted value (leverage 1), so HC3 has no value. Merge rare levels, or use vcov = \"HC1\".");
        if (kind == RobustVariance.Cluster && total.Scalar("clusters") < 2) throw new FedOncoException(ErrorReason.NotFinite, "There is only one cluster in this cohort. Use vcov = \"HC1\", or another column.");
        return new RobustMeat(kind, Packed.Unpack(total.Block("meat"), size), total.Scalar("clusters"));
    }
}
