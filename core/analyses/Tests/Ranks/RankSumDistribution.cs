namespace FedOnco.Analyses.Tests.Ranks;

/// <summary>Distribution of Mann and Whitney's U without ties: the number of ways to reach each value.</summary>
/// <remarks>Source: Mann and Whitney (1947), recursion over the sizes; counts as doubles.</remarks>
internal static class RankSumDistribution
{
    /// <summary>More values than this are refused: the normal approximation is exact enough.</summary>
    public const int MostValues = 50;

    /// <summary>P(U &lt;= u) for groups of m and n.</summary>
    public static double Lower(double u, int m, int n)
    {
        // ways[i]: of groups of i and of as many of the others as were added so far; only additions, so no digits are lost.
        var table = new double[m + 1][];
        for (var i = 0; i <= m; i++)
        {
            table[i] = new double[(m * n) + 1];
            table[i][0] = 1;
        }

        for (var added = 1; added <= n; added++)
        {
            for (var i = 1; i <= m; i++)
            {
                for (var value = added; value < table[i].Length; value++) table[i][value] += table[i - 1][value - added];
            }
        }

        var ways = table[m];
        double below = 0, all = 0;
        for (var i = 0; i < ways.Length; i++)
        {
            all += ways[i];
            if (i <= u) below += ways[i];
        }

        return below / all;
    }
}
