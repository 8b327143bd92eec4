namespace FedOnco.Analyses.Frames;

/// <summary>A column that is scaled where it is read, (value - centre) * (1 / half range): a scaled copy of every column would cost more than the arithmetic.</summary>
/// <param name="Values">One a row, not scaled.</param>
/// <param name="Centre">Subtracted.</param>
/// <param name="HalfRange">Divides; not 0.</param>
public sealed record ScaledColumn(ColumnValues Values, double Centre, double HalfRange)
{
    /// <summary>A column that is as it should be.</summary>
    public static ScaledColumn Of(double[] values) => new(new DoubleValues(values), 0, 1);

    /// <summary>Scaled values less a mean, of the rows from a start on.</summary>
    /// <param name="start">First row.</param>
    /// <param name="mean">Subtracted from the scaled values.</param>
    /// <param name="target">As many rows as it holds.</param>
    public void Read(int start, double mean, Span<double> target) => Values.Read(start, new LinearScaling(Centre, 1 / HalfRange, mean), target);

    /// <summary>All scaled values.</summary>
    public double[] ToArray()
    {
        var scaled = GC.AllocateUninitializedArray<double>(Values.Length);
        Read(0, 0, scaled);
        return scaled;
    }
}
