namespace FedOnco.Analyses.Frames;

/// <summary>Values with a few digits behind the point, held as whole numbers of three bytes: each row is the very double that its decimal is read as.</summary>
public sealed class DecimalValues : ColumnValues
{
    // Joined codes of a block stay in the first-level cache.
    private const int Block = 256;

    private const sbyte Missing = DecimalCodes.Missing >> 16;

    private readonly ushort[] _low;
    private readonly sbyte[] _high;
    private readonly int _digits;

    /// <param name="low">Low bits of the codes of <see cref="DecimalCodes"/>, one a row.</param>
    /// <param name="high">High bits.</param>
    /// <param name="digits">Digits behind the point.</param>
    internal DecimalValues(ushort[] low, sbyte[] high, int digits) => (_low, _high, _digits) = (low, high, digits);

    public override int Length => _low.Length;

    public override long Bytes => (long)_low.Length * (sizeof(ushort) + sizeof(sbyte));

    public override bool HasMissing => _high.AsSpan().Contains(Missing);

    public override bool HasInfinite => false;

    public override bool IsFinite => !HasMissing;

    public override ReadOnlySpan<double> Rows(int start, Span<double> buffer)
    {
        Read(start, LinearScaling.None, buffer);
        return buffer;
    }

    public override void Read(int start, in LinearScaling scaling, Span<double> target)
    {
        Span<int> codes = stackalloc int[Block];
        for (var at = 0; at < target.Length; at += Block)
        {
            var block = target.Slice(at, Math.Min(Block, target.Length - at));
            ThreeByteCodes.Join(_low.AsSpan(start + at, block.Length), _high.AsSpan(start + at, block.Length), codes);
            DecimalCodes.Read(codes[..block.Length], _digits, scaling, block);
        }
    }

    public override ReadOnlyMemory<double> Whole()
    {
        var values = GC.AllocateUninitializedArray<double>(Length);
        Read(0, LinearScaling.None, values);
        return values;
    }

    public override void MarkMissing(Span<bool> marks)
    {
        for (var i = 0; i < marks.Length; i++) marks[i] |= _high[i] == Missing;
    }

    public override ColumnValues Take(int[] rows)
    {
        var low = GC.AllocateUninitializedArray<ushort>(rows.Length);
        var high = GC.AllocateUninitializedArray<sbyte>(rows.Length);
        for (var i = 0; i < rows.Length; i++) (low[i], high[i]) = (_low[rows[i]], _high[rows[i]]);
        return new DecimalValues(low, high, _digits);
    }
}
