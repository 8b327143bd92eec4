namespace FedOnco.Analyses.Tests.Ranks;

/// <summary>Rank sums of the groups, with midranks for ties.</summary>
/// <param name="Names">Used levels.</param>
/// <param name="N">Values of each group.</param>
/// <param name="RankSum">Sum of midranks of each group.</param>
/// <param name="Ties">Sum of t^3 - t over the tied values.</param>
public sealed record RankTotals(IReadOnlyList<string> Names, double[] N, double[] RankSum, double Ties)
{
    public double All => N.Sum();

    /// <param name="names">Used levels.</param>
    /// <param name="cells">Groups x lattice.</param>
    public static RankTotals Of(IReadOnlyList<string> names, ReadOnlySpan<double> cells)
    {
        var groups = names.Count;
        var length = cells.Length / groups;
        double[] n = new double[groups], sums = new double[groups];
        double below = 0, ties = 0;
        for (var k = 0; k < length; k++)
        {
            var t = 0.0;
            for (var g = 0; g < groups; g++) t += cells[(g * length) + k];
            if (t == 0) continue;
            var rank = below + ((t + 1) / 2);
            for (var g = 0; g < groups; g++)
            {
                n[g] += cells[(g * length) + k];
                sums[g] += rank * cells[(g * length) + k];
            }

            ties += (t * t * t) - t;
            below += t;
        }

        return new RankTotals(names, n, sums, ties);
    }
}
