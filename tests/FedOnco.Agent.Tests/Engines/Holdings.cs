using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Protos;
using Npgsql;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>The same rows as CSV, Parquet, DuckDB table and PostgreSQL table.</summary>
internal static class Holdings
{
    public static readonly string[] Kinds = ["csv", "parquet", "duckdb", "postgres"];

    /// <summary>A source of a kind with the content of a CSV file; all fields are typed by the dictionary.</summary>
    public static SourceSpec Of(string kind, string csv, Dataset dataset, string folder, PostgresServer server, string database, string table)
    {
        if (kind == "csv") return new CsvSource(csv);
        var file = Path.Combine(folder, table + "." + kind);
        using var engine = new DuckDBConnection("DataSource=:memory:");
        engine.Open();
        var typed = $"SELECT {string.Join(", ", dataset.Variables.Select(v => $"{Cast(v)} AS \"{v.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))} FROM read_csv('{csv}', header = true, all_varchar = true, nullstr = ['', 'NA'])";
        switch (kind)
        {
            case "parquet":
                Execute(engine, $"COPY ({typed}) TO '{file}' (FORMAT parquet)");
                return new ParquetSource(file);
            case "duckdb":
                Execute(engine, $"ATTACH '{file}' AS target; CREATE TABLE target.patients AS {typed}");
                return new DuckDbSource(file, "patients");
            default:
                Copy(engine, typed, dataset, server.OwnerOf(database), table);
                return new PostgresSource(server.ReaderOf(database), table);
        }
    }

    public static EngineEntry Entry(Dataset dataset, SourceSpec source) => new(dataset.Name, source, new Dictionary<string, string>(), ["NA"]);

    private static string Cast(Variable variable)
    {
        var name = $"\"{variable.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return variable.Type switch
        {
            VariableType.Category => name,
            VariableType.Boolean => $"CASE WHEN {name} IN ('TRUE', 'T', 'true', '1') THEN TRUE WHEN {name} IS NOT NULL THEN FALSE END",
            VariableType.Date => $"CAST({name} AS DATE)",
            VariableType.Integer => $"CAST({name} AS BIGINT)",
            _ => $"CAST({name} AS DOUBLE)",
        };
    }

    private static void Copy(DuckDBConnection engine, string typed, Dataset dataset, string connection, string table)
    {
        using var target = new NpgsqlConnection(connection);
        target.Open();
        var columns = dataset.Variables.Select(v => $"\"{v.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" {TypeOf(v)}");
        using (var create = target.CreateCommand())
        {
#pragma warning disable CA2100 // Names of test data.
            create.CommandText = $"CREATE TABLE {table} ({string.Join(", ", columns)})";
#pragma warning restore CA2100
            create.ExecuteNonQuery();
        }

        using var writer = target.BeginTextImport($"COPY {table} FROM STDIN (FORMAT csv)");
        using var command = engine.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = typed;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var line = new StringBuilder();
        while (reader.Read())
        {
            line.Clear();
            for (var c = 0; c < reader.FieldCount; c++)
            {
                if (c > 0) line.Append(',');
                if (!reader.IsDBNull(c)) line.Append('"').Append(Text(reader.GetValue(c)).Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }

            writer.Write(line.Append('\n').ToString());
        }
    }

    private static string Text(object value) => value switch
    {
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string TypeOf(Variable variable) => variable.Type switch
    {
        VariableType.Category => "text",
        VariableType.Boolean => "boolean",
        VariableType.Date => "date",
        VariableType.Integer => "bigint",
        _ => "double precision",
    };

    private static void Execute(DuckDBConnection engine, string sql)
    {
        using var command = engine.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
