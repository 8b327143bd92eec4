namespace FedOnco.Analyses.Learning.Preparation;

/// <summary>A numeric feature cut into classes for counting.</summary>
/// <param name="Grid">Its points.</param>
/// <param name="Positions">Of the thresholds on the grid, ascending.</param>
internal sealed record FeatureClasses(FeatureGrid Grid, long[] Positions)
{
    private const int Coarse = 1024;
    private const int Fine = 64;

    public double[] Thresholds { get; } = Array.ConvertAll(Positions, Grid.Threshold);

    public int Count => Positions.Length + 1;

    public static FeatureClasses Start(FeatureGrid grid) => new(grid, [.. FeatureGrid.Cut(-1, grid.Points - 1, Coarse)]);

    /// <summary>Last point of a class.</summary>
    public long Last(int c) => c < Positions.Length ? Positions[c] : Grid.Points - 1;

    /// <summary>The point before its first.</summary>
    public long Before(int c) => c == 0 ? -1 : Positions[c - 1];

    /// <summary>The middle point of a class.</summary>
    public double Middle(int c) => Grid.Point(Before(c) + ((Last(c) - Before(c) + 1) / 2));

    /// <summary>Classes with more than their share are cut further; null where there is none.</summary>
    public FeatureClasses? Refined(ReadOnlySpan<double> counts, double share)
    {
        var positions = new List<long>();
        for (var c = 0; c < Count; c++)
        {
            if (counts[c] > share && Last(c) - Before(c) > 1) positions.AddRange(FeatureGrid.Cut(Before(c), Last(c), Fine));
            if (c < Positions.Length) positions.Add(Positions[c]);
        }

        return positions.Count > Positions.Length ? new FeatureClasses(Grid, [.. positions]) : null;
    }

    /// <summary>Class of a value that is not missing: thresholds below it.</summary>
    public static int ClassOf(double[] thresholds, double value)
    {
        int low = 0, high = thresholds.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (value <= thresholds[middle]) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
