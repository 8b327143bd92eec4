namespace FedOnco.Analyses.Survival.PairwiseSurvdiff;

/// <summary>Holm's step-down adjustment of p-values for many tests.</summary>
/// <remarks>Source: Holm (1979). Missing values stay missing and do not count as tests.</remarks>
internal static class Holm
{
    public static double[] Adjust(double[] p)
    {
        int[] order = [.. Enumerable.Range(0, p.Length).Where(i => !double.IsNaN(p[i])).OrderBy(i => p[i])];
        var adjusted = new double[p.Length];
        Array.Fill(adjusted, double.NaN);
        var largest = 0.0;
        for (var k = 0; k < order.Length; k++)
        {
            largest = Math.Max(largest, (order.Length - k) * p[order[k]]);
            adjusted[order[k]] = Math.Min(1, largest);
        }

        return adjusted;
    }
}
