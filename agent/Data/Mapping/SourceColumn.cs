namespace FedOnco.Agent.Data.Mapping;

/// <summary>A column of a source.</summary>
internal sealed record SourceColumn(string Name, ColumnKind Kind)
{
    /// <param name="name">Column.</param>
    /// <param name="type">Type as DuckDB's DESCRIBE or PostgreSQL's format_type names it.</param>
    public static SourceColumn Of(string name, string type) => new(name, KindOf(type.Split('(')[0].Trim().ToUpperInvariant()));

    private static ColumnKind KindOf(string type) => type switch
    {
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" => ColumnKind.Integer,
        "FLOAT" or "DOUBLE" or "DECIMAL" or "REAL" or "DOUBLE PRECISION" or "NUMERIC" => ColumnKind.Decimal,
        "BOOLEAN" => ColumnKind.Boolean,
        "DATE" => ColumnKind.Date,
        _ => type.StartsWith("TIMESTAMP", StringComparison.Ordinal) ? ColumnKind.Timestamp : ColumnKind.Text,
    };
}
