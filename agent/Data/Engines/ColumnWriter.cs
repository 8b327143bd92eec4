using FedOnco.Analyses.Frames;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A column that is written block by block, in three bytes a value as long as each is a decimal of few digits: pages that nobody held before are most of what a first read waits for.</summary>
internal sealed class ColumnWriter
{
    private readonly int _rows;
    private DecimalWriter? _decimals;
    private double[]? _values;
    private bool _isFinite = true;
    private int _at;

    /// <param name="rows">Of the column.</param>
    /// <param name="compact">Whether three bytes a value are tried; doubles from the start otherwise.</param>
    public ColumnWriter(int rows, bool compact)
    {
        _rows = rows;
        if (!compact) _values = FreshPages.Allocate<double>(rows);
    }

    /// <summary>Where the next values go before <see cref="Take"/>: the column itself, or the buffer.</summary>
    /// <param name="count">Values of the block.</param>
    /// <param name="buffer">As many at least.</param>
    public Span<double> Next(int count, double[] buffer) => _values is null ? buffer.AsSpan(0, count) : _values.AsSpan(_at, count);

    /// <summary>Takes what stands in <see cref="Next"/>.</summary>
    public void Take(ReadOnlySpan<double> values)
    {
        if (_values is null && !TryTake(values)) Widen(values);
        // Now, while the block is in the cache: a pass of its own over all columns would fetch them again.
        if (_values is not null) _isFinite = _isFinite && ColumnScan.IsFinite(values);
        _at += values.Length;
    }

    /// <summary>The column, once all rows are taken.</summary>
    public NumberColumn ToColumn()
    {
        if (_decimals?.ToColumn() is { } decimals) return new NumberColumn(decimals, decimals.IsFinite);
        return new NumberColumn(new DoubleValues(_values ?? []), _isFinite);
    }

    /// <summary>Pages for three bytes a value are asked for once the first block fits them: for most columns of another kind that is known then.</summary>
    private bool TryTake(ReadOnlySpan<double> values)
    {
        if (_decimals is null && DecimalWriter.Fits(values)) _decimals = new DecimalWriter(FreshPages.Allocate<ushort>(_rows), FreshPages.Allocate<sbyte>(_rows));
        return _decimals?.TryTake(values) ?? false;
    }

    private void Widen(ReadOnlySpan<double> last)
    {
        _values = FreshPages.Allocate<double>(_rows);
        _decimals?.CopyTo(_values);
        _isFinite = ColumnScan.IsFinite(_values.AsSpan(0, _at));
        last.CopyTo(_values.AsSpan(_at));
        _decimals = null;
    }
}
