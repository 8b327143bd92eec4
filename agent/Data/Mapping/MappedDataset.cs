using FedOnco.Protos;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>An entry of the catalogue with the dataset of the dictionary that it fills.</summary>
/// <param name="Entry">What the catalogue says.</param>
/// <param name="Dataset">What the dictionary says.</param>
/// <param name="Others">Datasets that its aggregates take values from, by name.</param>
internal sealed record MappedDataset(CatalogueEntry Entry, Dataset Dataset, IReadOnlyDictionary<string, MappedDataset> Others)
{
    /// <summary>Variables that have a column here.</summary>
    public IEnumerable<Variable> ReadVariables => Dataset.Variables.Where(v => v.Derived is null && v.Aggregate is null);

    /// <summary>All sources that a reader has to open.</summary>
    public IReadOnlyList<DataSource> Sources => [Entry.Source, .. Others.Values.Select(o => o.Entry.Source)];
}
