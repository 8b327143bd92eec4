using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A dataset as its engine sees it: a source whose columns need no more than other names and missing codes.</summary>
/// <param name="Dataset">Name in the study's dictionary.</param>
/// <param name="Source">Its rows.</param>
/// <param name="Columns">Column by variable where the names differ.</param>
/// <param name="Missing">Texts that mean missing.</param>
internal sealed record EngineEntry(string Dataset, SourceSpec Source, IReadOnlyDictionary<string, string> Columns, IReadOnlyList<string> Missing)
{
    /// <summary>Rows that are in the dictionary's own coding already.</summary>
    public static EngineEntry Coded(string dataset, SourceSpec source) => new(dataset, source, new Dictionary<string, string>(), []);

    /// <summary>The source itself where the catalogue maps nothing that an engine's own columns could not say, else its rows in the dictionary's coding.</summary>
    public static EngineEntry Of(MappedDataset data) => PlainSource.Of(data) is { } plain
        ? new EngineEntry(data.Dataset.Name, plain, data.Entry.Mappings.ToDictionary(m => m.Key, m => m.Value.Column), data.Entry.Missing)
        : Coded(data.Dataset.Name, new MappedSource(data));

    public string ColumnOf(string variable) => Columns.TryGetValue(variable, out var column) ? column : variable;
}
