namespace FedOnco.Analyses.Frames;

/// <summary>Writes a column as <see cref="DecimalValues"/>, block by block; more digits than the first blocks had are taken into account when they come.</summary>
/// <param name="low">Room for the low bits, one a row.</param>
/// <param name="high">Room for the high bits, one a row.</param>
public sealed class DecimalWriter(ushort[] low, sbyte[] high)
{
    private const int Block = 2048;

    private readonly int[] _codes = new int[Block];
    private double[]? _values;
    private int _digits;

    /// <summary>Whether values by themselves can be held in this form.</summary>
    /// <param name="values">NaN where missing.</param>
    public static bool Fits(ReadOnlySpan<double> values) => new DecimalWriter(new ushort[values.Length], new sbyte[values.Length]).TryTake(values);

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Takes values behind those so far; false, and nothing taken, where one of the column cannot be held in this form.</summary>
    /// <param name="values">NaN where missing.</param>
    public bool TryTake(ReadOnlySpan<double> values)
    {
        for (var start = 0; start < values.Length; start += Block)
        {
            if (!TryTakeBlock(values.Slice(start, Math.Min(Block, values.Length - start))))
            {
                Count -= start;
                return false;
            }
        }

        return true;
    }

    /// <summary>The column, of as many rows as there was room for.</summary>
    public DecimalValues ToColumn() => Count == low.Length ? new DecimalValues(low, high, _digits) : throw new InvalidOperationException("the column is not complete");

    /// <summary>The rows so far, as doubles.</summary>
    /// <param name="values">As many at least.</param>
    public void CopyTo(Span<double> values) => new DecimalValues(low, high, _digits).Read(0, LinearScaling.None, values[..Count]);

    private bool TryTakeBlock(ReadOnlySpan<double> values)
    {
        var digits = _digits;
        while (!DecimalCodes.TryWrite(values, digits, _codes))
        {
            if (++digits > DecimalCodes.MostDigits) return false;
        }

        if (digits != _digits && !TryRewrite(digits, values)) return false;
        ThreeByteCodes.Split(_codes.AsSpan(0, values.Length), low.AsSpan(Count), high.AsSpan(Count));
        Count += values.Length;
        return true;
    }

    /// <summary>Writes what came before with more digits, where all of it can be; the codes are those of the last block again afterwards.</summary>
    private bool TryRewrite(int digits, ReadOnlySpan<double> last)
    {
        var before = new DecimalValues(low, high, _digits);
        foreach (var keep in (ReadOnlySpan<bool>)[false, true])
        {
            for (var start = 0; start < Count; start += Block)
            {
                var values = (_values ??= new double[Block]).AsSpan(0, Math.Min(Block, Count - start));
                before.Read(start, LinearScaling.None, values);
                if (!DecimalCodes.TryWrite(values, digits, _codes)) return false;
                if (keep) ThreeByteCodes.Split(_codes.AsSpan(0, values.Length), low.AsSpan(start), high.AsSpan(start));
            }
        }

        _digits = digits;
        return DecimalCodes.TryWrite(last, digits, _codes);
    }
}
