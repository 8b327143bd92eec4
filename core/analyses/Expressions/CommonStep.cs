namespace FedOnco.Analyses.Expressions;

/// <summary>The step of the points on which values of two lattices lie; 0 where there is none of useful size.</summary>
internal static class CommonStep
{
    private const double Rounding = 1e-7;

    /// <summary>Of values that are taken from one or the other: both lattices and the distance of their origins.</summary>
    public static double OfEither(ValueType x, ValueType y)
    {
        if (!x.IsBounded || !y.IsBounded || !HasPoints(x) || !HasPoints(y)) return 0;
        return Of(x.Step, y.Step, Math.Abs(x.Minimum - y.Minimum));
    }

    /// <summary>Of sums and differences.</summary>
    public static double OfSum(ValueType x, ValueType y) => HasPoints(x) && HasPoints(y) ? Of(x.Step, y.Step) : 0;

    /// <summary>A constant has one point and takes any step.</summary>
    private static bool HasPoints(ValueType type) => type.Step > 0 || type.Minimum == type.Maximum;

    private static double Of(params ReadOnlySpan<double> steps)
    {
        double common = 0;
        foreach (var step in steps) common = Divisor(common, step);
        if (common == 0) return 0;
        // Euclid's algorithm stops at rounding: lattices that have no common points end here.
        foreach (var step in steps)
        {
            var times = step / common;
            if (Math.Abs(times - Math.Round(times)) > Rounding * Math.Max(1, times * 1e-6)) return 0;
        }

        return common;
    }

    private static double Divisor(double a, double b)
    {
        var least = 1e-6 * Math.Max(a, b);
        while (b > least) (a, b) = (b, Math.Abs(a - (b * Math.Round(a / b))));
        return a > 10 * least ? a : 0;
    }
}
