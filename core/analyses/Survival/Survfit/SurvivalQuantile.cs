namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>The time at which a survival curve crosses 1 - p; the middle of the flat part where it stands exactly there.</summary>
internal static class SurvivalQuantile
{
    private const double Tolerance = 1.4901161193847656e-8;

    /// <param name="times">Increasing.</param>
    /// <param name="survival">Curve or limit at these times; NaN where it has no value.</param>
    /// <param name="p">0.5 for the median.</param>
    /// <returns>NaN where the curve does not get that far.</returns>
    public static double Of(double[] times, double[] survival, double p)
    {
        int first = First(survival, p, Tolerance), second = First(survival, p, -Tolerance);
        if (first < 0) return double.NaN;
        var last = survival.Length - 1;
        if (!double.IsNaN(survival[last]) && Math.Abs(p - (1 - survival[last])) < Tolerance) return (times[first] + times[last]) / 2;
        return second < 0 ? double.NaN : (times[first] + times[second]) / 2;
    }

    /// <summary>First time whose cumulative probability, with this slack, reaches p.</summary>
    private static int First(double[] survival, double p, double slack)
    {
        var best = -1;
        for (var i = 0; i < survival.Length; i++)
        {
            if (double.IsNaN(survival[i]) || 1 - survival[i] + slack < p) continue;
            if (best < 0 || survival[i] > survival[best]) best = i;
        }

        return best;
    }
}
