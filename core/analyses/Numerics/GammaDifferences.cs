using MathNet.Numerics;

namespace FedOnco.Analyses.Numerics;

/// <summary>
/// Differences of the log gamma function and its derivatives over a whole number of steps: sums of few terms, so that nothing
/// cancels. For sites; programs do not need them.
/// </summary>
/// <remarks>Source: Abramowitz and Stegun (1964), 6.1.15, 6.3.6, 6.4.6 (recurrences) and 6.4.12 (expansion).</remarks>
internal static class GammaDifferences
{
    private const int MostTerms = 64;
    private const double Far = 20;

    /// <summary>log gamma(x + n) - log gamma(x).</summary>
    public static double Log(double x, double n)
    {
        if (n > MostTerms) return SpecialFunctions.GammaLn(x + n) - SpecialFunctions.GammaLn(x);
        var sum = 0.0;
        for (var k = 0; k < n; k++) sum += StableMath.Log(x + k);
        return sum;
    }

    /// <summary>digamma(x + n) - digamma(x).</summary>
    public static double First(double x, double n)
    {
        if (n > MostTerms) return SpecialFunctions.DiGamma(x + n) - SpecialFunctions.DiGamma(x);
        var sum = 0.0;
        for (var k = 0; k < n; k++) sum += 1 / (x + k);
        return sum;
    }

    /// <summary>trigamma(x) - trigamma(x + n): positive.</summary>
    public static double Second(double x, double n)
    {
        if (n > MostTerms) return Trigamma(x) - Trigamma(x + n);
        var sum = 0.0;
        for (var k = 0; k < n; k++) sum += 1 / ((x + k) * (x + k));
        return sum;
    }

    private static double Trigamma(double x)
    {
        var sum = 0.0;
        for (; x < Far; x++) sum += 1 / (x * x);
        var z = 1 / (x * x);
        return sum + (1 / x) + (z / 2) + (z / x * ((1.0 / 6) - (z * ((1.0 / 30) - (z * ((1.0 / 42) - (z * ((1.0 / 30) - (z * ((5.0 / 66) - (z * 691 / 2730)))))))))));
    }
}
