using System.Collections.Concurrent;
using FedOnco.Analyses.Reduction;
using Microsoft.Data.Analysis;

namespace FedOnco.Agent.Data;

/// <summary>A snapshot in memory: one column of doubles a variable.</summary>
internal sealed class LoadedDataset : IRememberingSource
{
    /// <summary>Cohorts whose rows are kept: at a million patients an eighth of a megabyte each.</summary>
    private const int MostRemembered = 2048;

    private readonly ConcurrentDictionary<string, object> _remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private readonly DataFrame _frame;
    private readonly Dictionary<string, ReadOnlyMemory<double>> _columns;

    public LoadedDataset(IEnumerable<DoubleDataFrameColumn> columns)
    {
        _frame = new DataFrame(columns);
        _columns = _frame.Columns.Cast<DoubleDataFrameColumn>().ToDictionary(c => c.Name, Whole, StringComparer.Ordinal);
    }

    public int Rows => (int)_frame.Rows.Count;

    /// <summary>Rows of earlier cohorts: kept as long as the snapshot is, the oldest forgotten first.</summary>
    public T Remember<T>(string key, Func<T> compute)
        where T : class
    {
        if (_remembered.TryGetValue(key, out var known)) return (T)known;
        var computed = compute();
        if (_remembered.TryAdd(key, computed)) _order.Enqueue(key);
        while (_order.Count > MostRemembered && _order.TryDequeue(out var oldest)) _remembered.TryRemove(oldest, out _);
        return computed;
    }

    public ReadOnlyMemory<double> Column(string name) => _columns[name];

    /// <summary>The column's buffer; several only beyond two gigabytes, where they are joined.</summary>
    private static ReadOnlyMemory<double> Whole(DoubleDataFrameColumn column)
    {
        var buffers = column.GetReadOnlyDataBuffers().ToList();
        if (buffers.Count == 1) return buffers[0];
        return buffers.SelectMany(b => b.ToArray()).ToArray();
    }
}
