using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Tests.Correlation;

/// <summary>Distribution of Spearman's S, the sum of squared differences of ranks, without ties.</summary>
/// <remarks>Source: Best and Roberts (1975), algorithm AS 89: all permutations up to 9 values, an Edgeworth series beyond.</remarks>
internal static class SpearmanDistribution
{
    /// <summary>As R: more values are left to Student's t.</summary>
    public const int MostValues = 1290;

    private const int MostPermuted = 9;

    /// <summary>P(S &gt;= s), or P(S &lt; s).</summary>
    public static double Tail(double s, int n, bool lower)
    {
        double all = ((double)n * n * n) - n;
        if (s <= 0) return lower ? 0 : 1;
        if (s > all / 3) return lower ? 1 : 0;
        return n <= MostPermuted ? Permuted(s, n, lower) : Series(s, n, all, lower);
    }

    private static double Permuted(double s, int n, bool lower)
    {
        var order = Enumerable.Range(0, n).ToArray();
        long reached = 0, count = 0;
        Visit(order, 0, 0, s, ref reached, ref count);
        return (double)(lower ? count - reached : reached) / count;
    }

    private static void Visit(int[] order, int at, double sum, double s, ref long reached, ref long count)
    {
        if (at == order.Length)
        {
            count++;
            if (sum >= s) reached++;
            return;
        }

        for (var i = at; i < order.Length; i++)
        {
            (order[at], order[i]) = (order[i], order[at]);
            double d = order[at] - at;
            Visit(order, at + 1, sum + (d * d), s, ref reached, ref count);
            (order[at], order[i]) = (order[i], order[at]);
        }
    }

    private static double Series(double s, int n, double all, bool lower)
    {
        var b = 1.0 / n;
        var x = ((6 * (s - 1) / all) - 1) * Math.Sqrt((1 / b) - 1);
        var y = x * x;
        var u = x * b * (0.2274 + (b * (0.2531 + (0.1745 * b))) + (y * (-0.0758 + (b * (0.1033 + (0.3932 * b)))
            - (y * b * (0.0879 + (0.0151 * b) - (y * (0.0072 - (0.0831 * b) + (y * b * (0.0131 - (0.00046 * y))))))))));
        var correction = u / StableMath.Exp(y / 2);
        var normal = Tails.NormalTwoSided(x) / 2;
        var upper = (x >= 0 ? normal : 1 - normal) + correction;
        return Math.Clamp(lower ? 1 - upper : upper, 0, 1);
    }
}
