using System.Numerics;

namespace FedOnco.Analyses.Frames;

/// <summary>Values held as doubles.</summary>
/// <param name="values">One a row.</param>
public sealed class DoubleValues(ReadOnlyMemory<double> values) : ColumnValues
{
    public override int Length => values.Length;

    public override long Bytes => (long)values.Length * sizeof(double);

    public override bool HasMissing => ColumnScan.HasMissing(values.Span);

    public override bool IsFinite => ColumnScan.IsFinite(values.Span);

    public override bool HasInfinite => ColumnScan.HasInfinite(values.Span);

    public override ReadOnlySpan<double> Rows(int start, Span<double> buffer) => values.Span.Slice(start, buffer.Length);

    public override void Read(int start, in LinearScaling scaling, Span<double> target)
    {
        var source = values.Span.Slice(start, target.Length);
        var i = 0;
        for (; i <= source.Length - Vector<double>.Count; i += Vector<double>.Count) scaling.Of(new Vector<double>(source[i..])).CopyTo(target[i..]);
        for (; i < source.Length; i++) target[i] = scaling.Of(source[i]);
    }

    public override ReadOnlyMemory<double> Whole() => values;

    public override void MarkMissing(Span<bool> marks)
    {
        var source = values.Span;
        for (var i = 0; i < marks.Length; i++) marks[i] |= double.IsNaN(source[i]);
    }

    public override ColumnValues Take(int[] rows)
    {
        var taken = GC.AllocateUninitializedArray<double>(rows.Length);
        var source = values.Span;
        for (var i = 0; i < taken.Length; i++) taken[i] = source[rows[i]];
        return new DoubleValues(taken);
    }
}
