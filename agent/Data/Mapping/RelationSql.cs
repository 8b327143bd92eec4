using System.Text;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>A source as something that can stand behind FROM.</summary>
internal static class RelationSql
{
    /// <param name="source">Source.</param>
    /// <param name="database">Name under which its DuckDB file is attached; empty otherwise.</param>
    public static string Of(DataSource source, string database)
    {
        if (source.Omop is { } omop) return Omop(source, omop, database);
        if (source.IsFiles) return source.Sql.Length == 0 ? Files(source, source.Files) : $"(WITH source AS (SELECT * FROM {Files(source, source.Files)}) SELECT * FROM ({source.Sql}\n) AS given)";
        return source.Sql.Length > 0 ? $"({source.Sql}\n)" : Table(source.Table ?? throw new InvalidOperationException("a database source has a table or SQL: the catalogue requires it"), database);
    }

    private static string Table(TableName table, string database) => $"{(database.Length == 0 ? "" : MappingDialect.Name(database) + ".")}{MappingDialect.Name(table.Schema)}.{MappingDialect.Name(table.Name)}";

    private static string Files(DataSource source, IReadOnlyList<string> files)
    {
        var list = $"[{string.Join(", ", files.Select(MappingDialect.Text))}]";
        if (source.Kind == SourceKind.Parquet) return $"read_parquet({list}, union_by_name = true)";
        return $"read_csv({list}, header = true, all_varchar = true, delim = {MappingDialect.Text(source.Csv.Delimiter.ToString())}, quote = '\"', escape = '\"', skip = 0, sample_size = -1, strict_mode = true, null_padding = false, ignore_errors = false, union_by_name = true, encoding = {MappingDialect.Text(source.Csv.Encoding)})";
    }

    /// <summary>The tables that the SQL names, each with the columns of the model in its types, whatever holds them.</summary>
    private static string Omop(DataSource source, OmopLayout omop, string database)
    {
        var used = OmopTables.UsedIn(source.Sql).ToList();
        var tables = new StringBuilder();
        foreach (var table in used)
        {
            var relation = source.IsFiles ? Files(source, [omop.Files[table]]) : Table(new TableName(omop.Schema, table), database);
            tables.Append($"{(tables.Length == 0 ? "WITH " : ", ")}{table} AS (SELECT {string.Join(", ", OmopTables.Columns(table).Select(c => $"CAST({MappingDialect.Name(c.Name)} AS {c.Type}) AS {MappingDialect.Name(c.Name)}"))} FROM {relation})");
        }

        return $"({tables} SELECT * FROM ({source.Sql}\n) AS given)";
    }
}
