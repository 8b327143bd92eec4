using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace FedOnco.Analyses.Numerics;

/// <summary>Tail probabilities and quantiles for reports, accurate where they are tiny: never as one minus the other tail.</summary>
public static class Tails
{
    private const double Sqrt2 = 1.4142135623730951;

    /// <summary>P(|Z| > |z|) of a standard normal.</summary>
    public static double NormalTwoSided(double z) => double.IsNaN(z) ? z : SpecialFunctions.Erfc(Math.Abs(z) / Sqrt2);

    /// <summary>P(|T| > |t|) of Student's t.</summary>
    public static double StudentTwoSided(double t, double df) => double.IsNaN(t) || df <= 0 ? double.NaN : double.IsInfinity(t) ? 0 : 2 * StudentT.CDF(0, 1, df, -Math.Abs(t));

    /// <summary>P(X > x) of chi-squared.</summary>
    public static double ChiSquared(double x, double df) => double.IsNaN(x) || df <= 0 ? double.NaN : x <= 0 ? 1 : double.IsPositiveInfinity(x) ? 0 : SpecialFunctions.GammaUpperRegularized(df / 2, x / 2);

    /// <summary>P(X > f) of Fisher's F.</summary>
    public static double Fisher(double f, double df1, double df2) =>
        double.IsNaN(f) || df1 <= 0 || df2 <= 0 ? double.NaN : f <= 0 ? 1 : double.IsPositiveInfinity(f) ? 0 : SpecialFunctions.BetaRegularized(df2 / 2, df1 / 2, df2 / (df2 + (df1 * f)));

    /// <summary>Upper quantile: P(Z > q) = tail.</summary>
    public static double NormalQuantile(double tail) => -Normal.InvCDF(0, 1, tail);

    /// <summary>Upper quantile of Student's t, one Newton step beyond the library's.</summary>
    public static double StudentQuantile(double tail, double df)
    {
        if (!(df > 0)) return double.NaN;
        var q = -StudentT.InvCDF(0, 1, df, tail);
        return q + ((StudentT.CDF(0, 1, df, -q) - tail) / StudentT.PDF(0, 1, df, q));
    }
}
