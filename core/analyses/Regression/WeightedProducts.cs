using System.Numerics.Tensors;
using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression;

/// <summary>
/// The two sums of every Newton step: sum of u z (length k) and of w z z' (packed lower triangle), where z is a row of the
/// centred design with a leading 1 where there is an intercept.
/// </summary>
/// <param name="columns">Scaled columns.</param>
/// <param name="means">Subtracted from them.</param>
/// <param name="intercept">Whether z starts with 1.</param>
internal sealed class WeightedProducts(double[][] columns, double[] means, bool intercept)
{
    public int Size => columns.Length + (intercept ? 1 : 0);

    /// <summary>Number of sums: the score, then the packed products.</summary>
    public int Length => Size + Packed.Length(Size);

    /// <summary>Doubles of scratch space: centred columns and one weighted column of a block.</summary>
    public int Scratch => (Size + 1) * RowBlocks.Size;

    /// <summary>Fills the centred columns of a block into the scratch space.</summary>
    public void Load(int start, int count, Span<double> scratch)
    {
        var first = intercept ? 1 : 0;
        if (intercept) scratch[..count].Fill(1);
        for (var j = 0; j < columns.Length; j++)
            TensorPrimitives.Subtract(columns[j].AsSpan(start, count), means[j], scratch.Slice((j + first) * RowBlocks.Size, count));
    }

    /// <summary>Linear predictor of the loaded block: adds z' b to eta.</summary>
    public void AddPredictor(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> scratch, Span<double> eta)
    {
        for (var j = 0; j < Size; j++)
            TensorPrimitives.MultiplyAdd(scratch.Slice(j * RowBlocks.Size, eta.Length), coefficients[j], eta, eta);
    }

    /// <summary>Adds sum u z to the start of <paramref name="sums"/>.</summary>
    public void AddScore(ReadOnlySpan<double> u, ReadOnlySpan<double> scratch, Span<double> sums)
    {
        for (var j = 0; j < Size; j++) sums[j] += TensorPrimitives.Dot(scratch.Slice(j * RowBlocks.Size, u.Length), u);
    }

    /// <summary>Adds the packed sum w z z' behind the score.</summary>
    public void AddProducts(ReadOnlySpan<double> w, Span<double> scratch, Span<double> sums)
    {
        var weighted = scratch.Slice(Size * RowBlocks.Size, w.Length);
        var next = Size;
        for (var i = 0; i < Size; i++)
        {
            TensorPrimitives.Multiply(scratch.Slice(i * RowBlocks.Size, w.Length), w, weighted);
            for (var j = 0; j <= i; j++) sums[next++] += TensorPrimitives.Dot(weighted, scratch.Slice(j * RowBlocks.Size, w.Length));
        }
    }
}
