using System.Runtime.InteropServices;

namespace FedOnco.Analyses.Frames;

/// <summary>Values of a variable, one a row, NaN where missing, in the bytes that they need. Nobody writes to them.</summary>
public abstract class ColumnValues
{
    /// <summary>Number of rows.</summary>
    public abstract int Length { get; }

    /// <summary>Memory that they take.</summary>
    public abstract long Bytes { get; }

    /// <summary>Whether a value is missing.</summary>
    public abstract bool HasMissing { get; }

    /// <summary>Neither missing nor infinite values.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>Whether a value is infinite; of values without missing ones.</summary>
    public abstract bool HasInfinite { get; }

    /// <summary>Some consecutive rows as doubles.</summary>
    /// <param name="start">First row.</param>
    /// <param name="buffer">As many as there are rows; overwritten where they are held in another form.</param>
    public abstract ReadOnlySpan<double> Rows(int start, Span<double> buffer);

    /// <summary>(value - centre) * scale - mean of some consecutive rows.</summary>
    /// <param name="start">First row.</param>
    /// <param name="scaling">Centre, scale and mean.</param>
    /// <param name="target">As many as there are rows.</param>
    public abstract void Read(int start, in LinearScaling scaling, Span<double> target);

    /// <summary>All rows as doubles: the values themselves where they are held so.</summary>
    public abstract ReadOnlyMemory<double> Whole();

    /// <summary>Sets the mark of every row whose value is missing.</summary>
    /// <param name="marks">One a row.</param>
    public abstract void MarkMissing(Span<bool> marks);

    /// <summary>All rows as an array of doubles: the one that they are held in where it has no other values.</summary>
    public double[] ToArray()
    {
        var whole = Whole();
        return MemoryMarshal.TryGetArray(whole, out var segment) && segment.Offset == 0 && segment.Array!.Length == segment.Count ? segment.Array : whole.ToArray();
    }

    /// <summary>Some rows, held in the same form.</summary>
    /// <param name="rows">Their places.</param>
    public abstract ColumnValues Take(int[] rows);
}
