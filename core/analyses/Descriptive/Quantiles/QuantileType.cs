namespace FedOnco.Analyses.Descriptive.Quantiles;

/// <summary>Which order statistics a quantile lies between, and where.</summary>
/// <remarks>Source: Hyndman and Fan (1996), the nine definitions; fuzz of four rounding errors as in R.</remarks>
internal static class QuantileType
{
    private const double Fuzz = 4 * 2.220446049250313e-16;

    /// <param name="type">1 to 9.</param>
    /// <param name="n">Number of values.</param>
    /// <param name="p">0 to 1.</param>
    /// <returns>Ranks from 0 and the weight of the upper one.</returns>
    public static (double Below, double Above, double Weight) Of(uint type, double n, double p)
    {
        if (type == 7)
        {
            var h = (n - 1) * p;
            var floor = Math.Floor(h + Fuzz);
            return (floor, Math.Min(floor + 1, n - 1), Math.Max(0, h - floor) < Fuzz * n ? Math.Max(0, h - floor) : h - floor);
        }

        if (type <= 3) return Discontinuous(type, n, p);
        var (a, b) = type switch { 4 => (0.0, 1.0), 5 => (0.5, 0.5), 6 => (0.0, 0.0), 8 => (1.0 / 3, 1.0 / 3), _ => (3.0 / 8, 3.0 / 8) };
        var nppm = a + (p * (n + 1 - a - b));
        var j = Math.Floor(nppm + Fuzz);
        var weight = nppm - j;
        return (Clamp(j - 1, n), Clamp(j, n), Math.Abs(weight) < Fuzz ? 0 : weight);
    }

    private static (double Below, double Above, double Weight) Discontinuous(uint type, double n, double p)
    {
        var nppm = type == 3 ? (n * p) - 0.5 : n * p;
        var j = Math.Floor(nppm + Fuzz);
        var exact = nppm <= j + Fuzz;
        var weight = type switch
        {
            1 => exact ? 0 : 1,
            2 => exact ? 0.5 : 1,
            _ => exact && j % 2 == 0 ? 0.0 : 1,
        };
        return (Clamp(j - 1, n), Clamp(j, n), weight);
    }

    private static double Clamp(double rank, double n) => Math.Min(Math.Max(rank, 0), n - 1);
}
