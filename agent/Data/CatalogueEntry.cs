namespace FedOnco.Agent.Data;

/// <summary>Where a dataset lies at this centre and how its columns are called there; never leaves the centre.</summary>
/// <param name="Dataset">Name in the study's dictionary.</param>
/// <param name="Study">Study.</param>
/// <param name="File">CSV or Parquet file.</param>
/// <param name="IsParquet">Otherwise CSV.</param>
/// <param name="IsPublic">Open data: the open profile may be used.</param>
/// <param name="Columns">Column by variable where the names differ.</param>
/// <param name="Missing">Texts that mean missing.</param>
internal sealed record CatalogueEntry(string Dataset, string Study, string File, bool IsParquet, bool IsPublic, IReadOnlyDictionary<string, string> Columns, IReadOnlyList<string> Missing)
{
    public string ColumnOf(string variable) => Columns.TryGetValue(variable, out var column) ? column : variable;
}
