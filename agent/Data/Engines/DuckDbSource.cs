using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A table, view or query of a DuckDB file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Table">"table" or "schema.table"; or</param>
/// <param name="Query">a query over the attached database "source".</param>
internal sealed record DuckDbSource(string Path, string Table, string Query = "") : SourceSpec
{
    public override IReadOnlyList<string> Files => [Path];

    public override IEngine Open(string name, EngineSettings settings) => new DuckDbEngine(name, settings, Files, [(Path, "source")]);

    public override string Relation => RelationOf("source", Table, Query);

    public override Located Locate(IEngine engine, EngineEntry entry, Dataset dataset, CancellationToken cancellationToken) =>
        base.Locate(engine, entry, dataset, cancellationToken) with { KeepsOrder = Query.Length == 0 && IsTable(engine, cancellationToken) };

    /// <summary>A view may join its rows in another order for other columns. Its columns say nothing: one may be called rowid.</summary>
    private bool IsTable(IEngine engine, CancellationToken cancellationToken)
    {
        var (names, parameters) = (Table.Split('.'), new SqlParameters());
        var (schema, table) = (engine.Dialect.Text(parameters, names.Length > 1 ? names[0] : "main"), engine.Dialect.Text(parameters, names[^1]));
        return engine.Rows($"SELECT count(*) FROM duckdb_tables() WHERE database_name = 'source' AND lower(schema_name) = lower({schema}) AND lower(table_name) = lower({table})", parameters, cancellationToken) is [[1L]];
    }
}
