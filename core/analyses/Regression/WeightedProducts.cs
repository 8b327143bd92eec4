using System.Numerics.Tensors;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression;

/// <summary>
/// The two sums of every Newton step: sum of u z (length k) and of w z z' (packed lower triangle), where z is a row of the
/// centred design with a leading 1 where there is an intercept.
/// </summary>
/// <param name="columns">Columns, scaled where they are read.</param>
/// <param name="means">Subtracted from them.</param>
/// <param name="intercept">Whether z starts with 1.</param>
/// <param name="basis">Upper triangular combinations of the columns that take their place; null for the columns themselves.</param>
internal sealed class WeightedProducts(ScaledColumn[] columns, double[] means, bool intercept, double[]? basis = null)
{
    public int Size => columns.Length + (intercept ? 1 : 0);

    /// <summary>Number of sums: the score, then the packed products.</summary>
    public int Length => Size + Packed.Length(Size);

    /// <summary>Doubles of scratch space: centred columns of a block, filled up to whole tiles, and two weighted columns.</summary>
    public int Scratch => (Padded + 2) * RowBlocks.Size;

    private int Padded => (Size + DotTile.Width - 1) / DotTile.Width * DotTile.Width;

    /// <summary>Fills the centred columns of a block into the scratch space.</summary>
    public void Load(int start, int count, Span<double> scratch)
    {
        var first = intercept ? 1 : 0;
        if (intercept) scratch[..count].Fill(1);
        for (var j = 0; j < columns.Length; j++)
            columns[j].Read(start, means[j], scratch.Slice((j + first) * RowBlocks.Size, count));
        // From the last column on: those before it are still the columns themselves.
        for (var k = Size - 1; k >= 0 && basis is not null; k--)
        {
            var target = scratch.Slice(k * RowBlocks.Size, count);
            TensorPrimitives.Multiply(target, basis[(k * Size) + k], target);
            for (var j = 0; j < k; j++)
                TensorPrimitives.MultiplyAdd(scratch.Slice(j * RowBlocks.Size, count), basis[(j * Size) + k], target, target);
        }
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
    public void AddProducts(ReadOnlySpan<double> w, Span<double> scratch, Span<double> sums) => AddProducts(w, w.Length, scratch, sums);

    /// <summary>The same where every row counts as one.</summary>
    public void AddProducts(int count, Span<double> scratch, Span<double> sums) => AddProducts([], count, scratch, sums);

    private void AddProducts(ReadOnlySpan<double> w, int count, Span<double> scratch, Span<double> sums)
    {
        Span<double> ofFirst = stackalloc double[DotTile.Width], ofSecond = stackalloc double[DotTile.Width];
        for (var i = 0; i < Size; i += 2)
        {
            var pair = i + 1 < Size;
            var first = Weighted(w, count, i, 0, scratch);
            var second = pair ? Weighted(w, count, i + 1, 1, scratch) : first;
            for (var j = 0; j <= (pair ? i + 1 : i); j += DotTile.Width)
            {
                ofFirst.Clear();
                ofSecond.Clear();
                DotTile.Add(first, second, scratch[(j * RowBlocks.Size)..], RowBlocks.Size, ofFirst, ofSecond);
                Keep(ofFirst, i, j, sums[Size..]);
                if (pair) Keep(ofSecond, i + 1, j, sums[Size..]);
            }
        }
    }

    /// <summary>A loaded column times the weights; the column itself where there are none.</summary>
    private ReadOnlySpan<double> Weighted(ReadOnlySpan<double> w, int count, int column, int place, Span<double> scratch)
    {
        var values = scratch.Slice(column * RowBlocks.Size, count);
        if (w.IsEmpty) return values;
        var weighted = scratch.Slice((Padded + place) * RowBlocks.Size, count);
        TensorPrimitives.Multiply(values, w, weighted);
        return weighted;
    }

    /// <summary>Adds a tile's part of row i of the packed triangle; what lies right of the diagonal is left out.</summary>
    private static void Keep(ReadOnlySpan<double> tile, int i, int j, Span<double> packed)
    {
        var row = packed[Packed.Length(i)..];
        for (var k = 0; k < tile.Length && j + k <= i; k++) row[j + k] += tile[k];
    }
}
