using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>The sums over strata of a Mantel-Haenszel analysis of 2 x 2 tables.</summary>
/// <remarks>Source: Mantel and Haenszel (1959); variance of the log odds ratio by Robins, Breslow and Greenland (1986).</remarks>
internal static class MantelTerms
{
    /// <summary>excess, variance, diagonal R, off-diagonal S, sums P R, P S + Q R, Q S, and n.</summary>
    public const int Length = 8;

    /// <summary>Adds a stratum; one with fewer than two patients says nothing.</summary>
    public static void Add(Span<double> terms, double a, double b, double c, double d)
    {
        var n = a + b + c + d;
        terms[7] += n;
        if (n < 2) return;
        double row = a + b, column = a + c;
        terms[0] += a - (row * column / n);
        terms[1] += row * (c + d) * column * (b + d) / (n * n * (n - 1));
        double r = a * d / n, s = b * c / n, p = (a + d) / n, q = (b + c) / n;
        terms[2] += r;
        terms[3] += s;
        terms[4] += p * r;
        terms[5] += (p * s) + (q * r);
        terms[6] += q * s;
    }

    /// <summary>Common odds ratio and the standard error of its logarithm.</summary>
    public static (double Odds, double Error) Odds(ReadOnlySpan<double> terms)
    {
        double r = terms[2], s = terms[3];
        return (r / s, Math.Sqrt((terms[4] / (2 * r * r)) + (terms[5] / (2 * r * s)) + (terms[6] / (2 * s * s))));
    }

    /// <summary>Chi-squared with one degree of freedom.</summary>
    public static double Statistic(ReadOnlySpan<double> terms, bool correct)
    {
        var excess = Math.Abs(terms[0]);
        var d = excess - (correct && excess >= 0.5 ? 0.5 : 0);
        return d * d / terms[1];
    }

    public static double P(double statistic) => Tails.ChiSquared(statistic, 1);
}
