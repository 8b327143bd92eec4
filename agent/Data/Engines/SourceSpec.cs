using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Where the rows of a dataset are.</summary>
internal abstract record SourceSpec
{
    /// <summary>Files that are read themselves; none for a warehouse.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>A server that keeps no order of rows and may change at any time.</summary>
    public virtual bool IsWarehouse => false;

    /// <summary>Whether its rows are copied into the embedded engine once, because they would be parsed or joined for every column otherwise.</summary>
    public virtual bool IsStaged => false;

    /// <summary>What stands behind FROM.</summary>
    public abstract string Relation { get; }

    /// <summary>The engine that reads it.</summary>
    public virtual IEngine Open(string name, EngineSettings settings) => new DuckDbEngine(name, settings, Files);

    /// <summary>Rows and variables in an engine that was opened.</summary>
    /// <exception cref="FedOncoException">DataNotConforming: columns are missing; WrongFile: a level that cannot stand in data.</exception>
    public virtual Located Locate(IEngine engine, EngineEntry entry, Dataset dataset, CancellationToken cancellationToken)
    {
        var variables = new VariableSql(entry, dataset, engine.Dialect, engine.Columns(Relation, cancellationToken));
        variables.RequireLevels();
        if (variables.Absent is { Count: > 0 } absent)
            throw new FedOncoException(ErrorReason.DataNotConforming, $"{dataset.Name} has no column {string.Join(", ", absent)}. Add it to the source, or map it under columns: or variables: in the catalogue.");
        return new Located(engine, Relation, variables);
    }

    /// <summary>A table, "schema.table", or a query of this centre's own.</summary>
    protected static string RelationOf(string? catalogue, string table, string query) => query.Length > 0
        ? $"({query.Trim().TrimEnd(';')}\n) AS source_rows"
        : string.Join('.', (catalogue is null ? table.Split('.') : table.Split('.').Prepend(catalogue)).Select(SqlDialect.Name));
}
