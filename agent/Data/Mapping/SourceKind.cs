namespace FedOnco.Agent.Data.Mapping;

/// <summary>What a source is read from.</summary>
internal enum SourceKind
{
    Csv,
    Parquet,
    DuckDb,
    Postgres,
}
