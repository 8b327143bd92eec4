namespace FedOnco.Cli.Plots;

/// <summary>Round numbers along an axis.</summary>
internal static class Ticks
{
    /// <summary>At most so many steps of 1, 2, 2.5 or 5 times a power of ten from zero, or from the least value on.</summary>
    public static double[] Linear(double low, double high, int most = 7)
    {
        if (!(high > low)) return [low];
        var raw = (high - low) / most;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = new[] { 1, 2, 2.5, 5, 10 }.Select(m => m * power).First(s => s >= raw * (1 - 1e-9));
        var first = Math.Ceiling((low / step) - 1e-9);
        return [.. Enumerable.Range(0, (int)(Math.Floor((high / step) + 1e-9) - first) + 1).Select(i => Math.Round((first + i) * step, 10))];
    }

    /// <summary>1, 2, 5 times powers of ten between two positive numbers.</summary>
    public static double[] Logarithmic(double low, double high)
    {
        var all = Enumerable.Range((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high / low)) + 2)
            .SelectMany(e => new[] { 1.0, 2, 5 }.Select(m => Math.Round(m * Math.Pow(10, e), 10)))
            .Where(v => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9)).ToArray();
        return all.Length <= 8 ? all : [.. all.Where(v => Math.Abs(Math.Log10(v) - Math.Round(Math.Log10(v))) < 1e-9)];
    }
}
