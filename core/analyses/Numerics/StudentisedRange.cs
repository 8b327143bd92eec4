using MathNet.Numerics;

namespace FedOnco.Analyses.Numerics;

/// <summary>Upper tail and quantile of the studentised range, for reports.</summary>
/// <remarks>
/// Source: Tukey (1953); the double integral over the range of k normal values and the standard deviation. The upper tail is
/// integrated itself, as -a^(k-1) expm1((k-1) log1p(-d/a)) with a = F(z), d = F(z - w), so that it keeps its digits where it is tiny.
/// The trapezoidal rule on the line converges exponentially for these smooth, quickly falling integrands (Trefethen and Weideman 2014).
/// </remarks>
public static class StudentisedRange
{
    private const double Sqrt2 = 1.4142135623730951;
    private const double LogDensity = 0.9189385332046728;
    private const double Negligible = 1e-18;

    /// <summary>P(Q > q).</summary>
    /// <param name="q">Not negative.</param>
    /// <param name="groups">2 or more.</param>
    /// <param name="df">Degrees of freedom of the standard deviation.</param>
    public static double Upper(double q, int groups, double df)
    {
        if (double.IsNaN(q) || df <= 0) return double.NaN;
        if (q <= 0) return 1;
        // With t = log s the density of t is smooth on the whole line.
        var constant = StableMath.Log(2) + (df / 2 * StableMath.Log(df / 2)) - SpecialFunctions.GammaLn(df / 2);
        double Term(double t)
        {
            var s = StableMath.Exp(t);
            return StableMath.Exp(constant + (df * t) - (df * s * s / 2)) * RangeUpper(q * s, groups);
        }

        var middle = 0.5 * StableMath.Log(df / (df + (q * q / 2)));
        var step = 0.2 / Math.Sqrt((2 * df) + (q * q));
        var sum = Term(middle);
        for (var direction = -1; direction <= 1; direction += 2)
        {
            var rising = true;
            var last = 0.0;
            for (var i = 1; i < 20_000; i++)
            {
                var term = Term(middle + (direction * i * step));
                sum += term;
                rising = rising && term > last;
                if (!rising && term < Negligible * sum) break;
                last = term;
            }
        }

        return Math.Min(1, sum * step);
    }

    /// <summary>q with P(Q > q) = tail, 0 &lt; tail &lt; 1.</summary>
    public static double Quantile(double tail, int groups, double df)
    {
        double low = 0, high = 4;
        while (Upper(high, groups, df) > tail && high < 1e6) high *= 2;
        for (var i = 0; i < 60 && high - low > 1e-13 * high; i++)
        {
            // The secant in log p is close to the root; bisection keeps it inside.
            var middle = (low + high) / 2;
            if (Upper(middle, groups, df) > tail) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>P(range of k standard normal values > w).</summary>
    private static double RangeUpper(double w, int groups)
    {
        const double step = 0.1;
        var sum = 0.0;
        for (var z = -9.0; z <= (w / 2) + 9; z += step)
        {
            double a = SpecialFunctions.Erfc(-z / Sqrt2) / 2, d = SpecialFunctions.Erfc((w - z) / Sqrt2) / 2;
            if (a <= 0) continue;
            var share = Math.Min(d / a, 1);
            var difference = groups == 2 ? d : -StableMath.Exp((groups - 1) * StableMath.Log(a)) * Expm1((groups - 1) * Log1P(-share));
            sum += StableMath.Exp(-LogDensity - (z * z / 2)) * difference;
        }

        return Math.Min(1, groups * sum * step);
    }

    private static double Log1P(double x) => x <= -1 ? double.NegativeInfinity : StableMath.Log1P(x);

    private static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x * (1 + (x / 2 * (1 + (x / 3)))) : StableMath.Exp(x) - 1;
}
