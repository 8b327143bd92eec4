using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A Parquet file.</summary>
internal sealed record ParquetSource(string Path) : SourceSpec
{
    public override IReadOnlyList<string> Files => [Path];

    public override string Relation => $"read_parquet({DuckDbDialect.Literal(Path)})";
}
