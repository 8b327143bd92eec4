namespace FedOnco.Agent.Data.Engines;

/// <summary>A table, view or query of a PostgreSQL database.</summary>
/// <param name="Connection">Npgsql's connection text; a secret.</param>
/// <param name="Table">"table" or "schema.table"; or</param>
/// <param name="Query">a query that reads.</param>
internal sealed record PostgresSource(string Connection, string Table, string Query = "") : SourceSpec
{
    public override IReadOnlyList<string> Files => [];

    public override bool IsWarehouse => true;

    public override IEngine Open(string name, EngineSettings settings) => new PostgresEngine(name, Connection, settings);

    public override string Relation => RelationOf(null, Table, Query);

    /// <summary>Without the connection.</summary>
    public override string ToString() => $"PostgreSQL {(Query.Length > 0 ? "query" : Table)}";
}
