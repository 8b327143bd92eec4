using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A table or view of a PostgreSQL database.</summary>
/// <param name="Connection">Npgsql's connection text; a secret.</param>
/// <param name="Table">"table" or "schema.table".</param>
internal sealed record PostgresSource(string Connection, string Table) : SourceSpec
{
    public override IReadOnlyList<string> Files => [];

    public override bool IsWarehouse => true;

    public override IEngine Open(string name, EngineSettings settings) => new PostgresEngine(name, Connection, settings);

    public override string Relation => RelationOf(null, Table, "");

    public override Located Locate(IEngine engine, EngineEntry entry, Dataset dataset, CancellationToken cancellationToken)
    {
        var located = base.Locate(engine, entry, dataset, cancellationToken) with { KeepsOrder = false };
        return located with { Shard = ShardOf(engine, cancellationToken) };
    }

    /// <summary>The column that a table is partitioned by in lists of values; null for others.</summary>
    private string? ShardOf(IEngine engine, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var relation = engine.Dialect.Text(parameters, Relation);
        var keys = engine.Rows($"SELECT CAST(a.attname AS text) FROM pg_catalog.pg_partitioned_table AS p JOIN pg_catalog.pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0] WHERE p.partstrat = 'l' AND p.partrelid = to_regclass({relation})", parameters, cancellationToken);
        return keys is [[string column]] ? SqlDialect.Name(column) : null;
    }

    /// <summary>Without the connection.</summary>
    public override string ToString() => $"PostgreSQL {Table}";
}
