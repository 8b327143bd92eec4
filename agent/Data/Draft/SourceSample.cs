namespace FedOnco.Agent.Data.Draft;

/// <summary>A table or file that init found.</summary>
/// <param name="Name">Name of the table or of the file without its ending.</param>
/// <param name="Yaml">How the catalogue refers to it: <c>csv: breast.csv</c>.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record SourceSample(string Name, string Yaml, IReadOnlyList<ColumnSample> Columns);
