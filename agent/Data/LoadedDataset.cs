using FedOnco.Analyses.Reduction;
using Microsoft.Data.Analysis;

namespace FedOnco.Agent.Data;

/// <summary>A snapshot in memory: one column of doubles a variable.</summary>
internal sealed class LoadedDataset : IColumnSource
{
    private readonly DataFrame _frame;
    private readonly Dictionary<string, ReadOnlyMemory<double>> _columns;

    public LoadedDataset(IEnumerable<DoubleDataFrameColumn> columns)
    {
        _frame = new DataFrame(columns);
        _columns = _frame.Columns.Cast<DoubleDataFrameColumn>().ToDictionary(c => c.Name, Whole, StringComparer.Ordinal);
    }

    public int Rows => (int)_frame.Rows.Count;

    public ReadOnlyMemory<double> Column(string name) => _columns[name];

    /// <summary>The column's buffer; several only beyond two gigabytes, where they are joined.</summary>
    private static ReadOnlyMemory<double> Whole(DoubleDataFrameColumn column)
    {
        var buffers = column.GetReadOnlyDataBuffers().ToList();
        if (buffers.Count == 1) return buffers[0];
        return buffers.SelectMany(b => b.ToArray()).ToArray();
    }
}
