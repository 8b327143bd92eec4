using System.Numerics;
using System.Numerics.Tensors;

namespace FedOnco.Analyses.Frames;

/// <summary>A column that is scaled where it is read, (value - centre) * (1 / half range): a scaled copy of every column would cost more than the arithmetic.</summary>
/// <param name="Values">One a row, not scaled.</param>
/// <param name="Centre">Subtracted.</param>
/// <param name="HalfRange">Divides; not 0.</param>
public sealed record ScaledColumn(double[] Values, double Centre, double HalfRange)
{
    private bool IsPlain => Centre == 0 && HalfRange == 1;

    /// <summary>A column that is as it should be.</summary>
    public static ScaledColumn Of(double[] values) => new(values, 0, 1);

    /// <summary>Scaled values less a mean, of the rows from a start on.</summary>
    /// <param name="start">First row.</param>
    /// <param name="mean">Subtracted from the scaled values.</param>
    /// <param name="target">As many rows as it holds.</param>
    public void Read(int start, double mean, Span<double> target)
    {
        var source = Values.AsSpan(start, target.Length);
        if (IsPlain)
        {
            TensorPrimitives.Subtract(source, mean, target);
            return;
        }

        // A division takes several times as long as a product, and this is read in every pass of a fit.
        var scale = 1 / HalfRange;
        Vector<double> centre = new(Centre), scales = new(scale), means = new(mean);
        var i = 0;
        for (; i <= source.Length - Vector<double>.Count; i += Vector<double>.Count)
            (((new Vector<double>(source[i..]) - centre) * scales) - means).CopyTo(target[i..]);
        for (; i < source.Length; i++) target[i] = ((source[i] - Centre) * scale) - mean;
    }

    /// <summary>All scaled values.</summary>
    public double[] ToArray()
    {
        if (IsPlain) return Values;
        var scaled = GC.AllocateUninitializedArray<double>(Values.Length);
        Read(0, 0, scaled);
        return scaled;
    }
}
