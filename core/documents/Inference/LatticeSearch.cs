namespace FedOnco.Documents.Inference;

/// <summary>Finds the factor of a decimal column whose values are whole multiples of it: months that are days in disguise.</summary>
internal static class LatticeSearch
{
    private const int LeastValues = 20;
    private const double MostCells = 1 << 20;

    /// <summary>The factor, or null. Every value equals round(k * factor, decimals) for a whole k.</summary>
    public static double? Find(NumberProfile numbers)
    {
        if (numbers.Decimals is < 1 or > 12 || numbers.Values.Count < LeastValues) return null;
        var guess = SmallestDifference(numbers.Values);
        // A lattice no coarser than the notation says nothing that the step does not.
        if (guess < 2 * numbers.Step || numbers.Maximum / guess > MostCells) return null;
        var factor = Refine(numbers, guess);
        for (var digits = numbers.Decimals; digits <= Math.Min(numbers.Decimals + 3, 15); digits++)
        {
            var rounded = Math.Round(factor, digits);
            if (rounded > 0 && numbers.Values.All(v => IsMultiple(v, rounded, numbers.Decimals))) return rounded;
        }

        return Reciprocal(factor) is { } fraction && numbers.Values.All(v => IsNear(v, fraction)) ? fraction : null;
    }

    /// <summary>1/n where the factor is one within rounding: months of thirty days, written with nine digits.</summary>
    private static double? Reciprocal(double factor)
    {
        var whole = Math.Round(1 / factor);
        return whole >= 2 && Math.Abs((1 / factor) - whole) < 1e-5 ? 1 / whole : null;
    }

    private static double SmallestDifference(IReadOnlyList<double> values)
    {
        var least = double.PositiveInfinity;
        for (var i = 1; i < values.Count; i++) least = Math.Min(least, values[i] - values[i - 1]);
        return least;
    }

    /// <summary>Least squares of the values on their multiples, smallest values first so that the multiples stay right.</summary>
    private static double Refine(NumberProfile numbers, double guess)
    {
        var factor = guess;
        double products = 0, squares = 0;
        foreach (var value in numbers.Values.OrderBy(Math.Abs))
        {
            var k = Math.Round(value / factor);
            products += value * k;
            squares += k * k;
            if (squares > 0) factor = products / squares;
        }

        return factor;
    }

    private static bool IsMultiple(double value, double factor, int decimals) =>
        Math.Abs(Math.Round(Math.Round(value / factor) * factor, decimals) - value) <= 1e-12 * Math.Max(1, Math.Abs(value));

    private static bool IsNear(double value, double factor) =>
        Math.Abs((Math.Round(value / factor) * factor) - value) <= 1e-8 * Math.Max(1, Math.Abs(value));
}
