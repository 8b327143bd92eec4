namespace FedOnco.Agent.Data.Mapping;

/// <summary>Names under which the DuckDB files of a dataset are attached, in the order of its sources.</summary>
internal static class DatabaseNames
{
    public static IReadOnlyList<(string File, string Name)> All(MappedDataset data) =>
        [.. data.Sources.Where(s => s.Kind == SourceKind.DuckDb).Select(s => s.Files[0]).Distinct(StringComparer.Ordinal).Select((f, i) => (f, $"db{i}"))];

    public static string Of(MappedDataset data, DataSource source) => source.Kind == SourceKind.DuckDb ? All(data).First(d => d.File == source.Files[0]).Name : "";
}
