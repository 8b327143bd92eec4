using System.Collections.Concurrent;

namespace FedOnco.Analyses.Reduction;

/// <summary>Columns that are asked for again and again in parts: each is taken from its source once, which may not keep it.</summary>
/// <param name="source">Where they are.</param>
internal sealed class HeldColumns(IColumnSource source) : IColumnSource
{
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<double>> _columns = new(StringComparer.Ordinal);

    public int Rows => source.Rows;

    public ReadOnlyMemory<double> Column(string name) => _columns.GetOrAdd(name, source.Column);
}
