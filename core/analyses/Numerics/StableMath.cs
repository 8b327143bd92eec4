namespace FedOnco.Analyses.Numerics;

/// <summary>
/// Exponential and logarithm with the same bits on every machine: double additions, products and quotients in a fixed
/// order, nothing else. Error below one unit in the last place.
/// </summary>
/// <remarks>
/// Argument reduction with a split constant ln 2 (Cody and Waite 1980). exp: the rational form x + x c/(2 - c) with a Remez
/// polynomial c(x^2); log: the series in s = f/(2 + f) with a Remez polynomial. Coefficients are those published with the
/// freely distributable mathematical library (Sun Microsystems 1993).
/// </remarks>
public static class StableMath
{
    internal const double Ln2High = 6.93147180369123816490e-01;
    internal const double Ln2Low = 1.90821492927058770002e-10;
    internal const double InverseLn2 = 1.44269504088896338700e+00;
    internal const double RootTwo = 1.4142135623730951;
    private const double ExpOverflow = 7.09782712893383973096e+02;
    private const double ExpUnderflow = -7.45133219101941108420e+02;

    internal const double P1 = 1.66666666666666019037e-01;
    internal const double P2 = -2.77777777770155933842e-03;
    internal const double P3 = 6.61375632143793436117e-05;
    internal const double P4 = -1.65339022054652515390e-06;
    internal const double P5 = 4.13813679705723846039e-08;

    internal const double L1 = 6.666666666666735130e-01;
    internal const double L2 = 3.999999999940941908e-01;
    internal const double L3 = 2.857142874366239149e-01;
    internal const double L4 = 2.222219843214978396e-01;
    internal const double L5 = 1.818357216161805012e-01;
    internal const double L6 = 1.531383769920937332e-01;
    internal const double L7 = 1.479819860511658591e-01;

    /// <summary>e^x; 0 below -745.13, +infinity above 709.78.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > ExpOverflow) return double.PositiveInfinity;
        if (x < ExpUnderflow) return 0;
        var k = (int)((InverseLn2 * x) + (x < 0 ? -0.5 : 0.5));
        var high = x - (k * Ln2High);
        var low = k * Ln2Low;
        var r = high - low;
        var t = r * r;
        var c = r - (t * (P1 + (t * (P2 + (t * (P3 + (t * (P4 + (t * P5)))))))));
        return Scale(1 - (low - (r * c / (2 - c)) - high), k);
    }

    /// <summary>Natural logarithm; NaN below 0, -infinity at 0.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;
        var k = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984.0;
            k = -54;
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        k += (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > RootTwo)
        {
            m *= 0.5;
            k++;
        }

        var f = m - 1;
        var s = f / (2 + f);
        var z = s * s;
        var w = z * z;
        var even = w * (L2 + (w * (L4 + (w * L6))));
        var odd = z * (L1 + (w * (L3 + (w * (L5 + (w * L7))))));
        var half = 0.5 * f * f;
        return (k * Ln2High) - (half - ((s * (half + (even + odd))) + (k * Ln2Low)) - f);
    }

    /// <summary>log(1 + x) without loss for small x (the correction term of Kahan).</summary>
    public static double Log1P(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : Log(u) * x / (u - 1);
    }

    /// <summary>y * 2^k by at most two exact scalings.</summary>
    private static double Scale(double y, int k)
    {
        if (k is >= -1021 and <= 1023) return y * PowerOfTwo(k);
        return k > 1023 ? y * PowerOfTwo(1023) * PowerOfTwo(k - 1023) : y * PowerOfTwo(-1021) * PowerOfTwo(k + 1021);
    }

    /// <summary>2^k, for k of -1022 to 1023.</summary>
    internal static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
}
