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

    /// <summary>A view may join its rows in another order for other columns; only rows of a table have a number.</summary>
    private bool IsTable(IEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            engine.Rows($"SELECT CAST(rowid AS BIGINT) FROM {Relation} LIMIT 0", new SqlParameters(), cancellationToken);
            return true;
        }
        catch (DuckDbFault)
        {
            return false;
        }
    }
}
