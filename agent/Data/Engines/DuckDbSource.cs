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
}
