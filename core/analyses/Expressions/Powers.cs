using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Expressions;

/// <summary>Powers: whole exponents by repeated products, others through logarithm and exponential.</summary>
internal static class Powers
{
    private const double MostWhole = 64;

    public static double Raise(double x, double power)
    {
        if (double.IsNaN(x) || double.IsNaN(power)) return double.NaN;
        if (power == Math.Floor(power) && Math.Abs(power) <= MostWhole) return power < 0 ? 1 / Whole(x, (int)-power) : Whole(x, (int)power);
        if (power == 0.5) return Math.Sqrt(x);
        return x == 0 ? (power > 0 ? 0 : double.PositiveInfinity) : StableMath.Exp(power * StableMath.Log(x));
    }

    public static ValueType Bounds(ValueType x, double power)
    {
        if (x.Minimum < 0 && power != Math.Floor(power)) return Bounds(ValueType.Number(0, Math.Max(0, x.Maximum)), power);
        if (power < 0 && x.Minimum <= 0) return ValueType.Number(double.NegativeInfinity, double.PositiveInfinity);
        double a = Raise(x.Minimum, power), b = Raise(x.Maximum, power);
        var low = Math.Min(a, b);
        if (x.Minimum < 0 && x.Maximum > 0) low = Math.Min(low, 0);
        return ValueType.Number(low, Math.Max(a, b));
    }

    private static double Whole(double x, int n)
    {
        var result = 1.0;
        for (var factor = x; n > 0; n >>= 1, factor *= factor)
        {
            if ((n & 1) == 1) result *= factor;
        }

        return result;
    }
}
