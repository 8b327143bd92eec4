using FedOnco.Protos;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>The columns that the sources of a dataset have, by dataset and name.</summary>
internal sealed class SourceColumns
{
    private readonly Dictionary<string, Dictionary<string, SourceColumn>> _columns = new(StringComparer.Ordinal);

    public void Add(string dataset, IEnumerable<SourceColumn> columns)
    {
        var known = _columns[dataset] = new Dictionary<string, SourceColumn>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns) known.TryAdd(column.Name, column);
    }

    public SourceColumn? Find(string dataset, string column) => _columns[dataset].GetValueOrDefault(column);

    /// <exception cref="FedOncoException">DataNotConforming naming the columns that are not there.</exception>
    public void Require(MappedDataset data)
    {
        foreach (var each in data.Others.Values.Prepend(data))
        {
            var missing = each.ReadVariables.Select(v => each.Entry.MappingOf(v.Name).Column).Where(c => Find(each.Dataset.Name, c) is null).Distinct().ToList();
            if (missing.Count > 0)
                throw new FedOncoException(ErrorReason.DataNotConforming, $"{each.Dataset.Name} has no column {string.Join(", ", missing)}. Add it to the source, or map it under columns: or variables: in the catalogue.");
        }
    }
}
