using System.Globalization;
using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>
/// Rows in the dictionary's coding, held by the embedded engine within its memory limit: of a text file, which would otherwise be
/// parsed for every column, or of a warehouse, view or join, which keeps no order of rows from one query to the next. A stage that is
/// made anew has them in the order of the one before: runs may hold columns of both.
/// </summary>
internal static class Stage
{
    private const string Table = "staged";

    /// <summary>Some variables of a source that the embedded engine reads itself.</summary>
    public static Located Copy(DuckDbEngine engine, Located source, IReadOnlyList<Variable> wanted, CancellationToken cancellationToken)
    {
        var dataset = source.Variables.Dataset;
        var parameters = new SqlParameters();
        var columns = wanted.Select(v => $"{Coded(source, dataset, v, parameters)} AS {SqlDialect.Name(v.Name)}").DefaultIfEmpty("CAST(NULL AS UTINYINT) AS \"no column\"");
        engine.Execute($"CREATE OR REPLACE TABLE {Table} AS SELECT {string.Join(", ", columns)} FROM {source.Relation}{Order(source)}", parameters, cancellationToken);
        return new Located(engine, Table, Variables(dataset, wanted));
    }

    /// <summary>Some variables of a source in another engine, the patient key last.</summary>
    public static Located Load(DuckDbEngine engine, Located source, IReadOnlyList<Variable> wanted, CancellationToken cancellationToken)
    {
        var dataset = source.Variables.Dataset;
        var numbers = wanted.Where(v => v.Name != dataset.PatientKey).ToList();
        var key = wanted.FirstOrDefault(v => v.Name == dataset.PatientKey);
        var definitions = numbers.Select(v => $"{SqlDialect.Name(v.Name)} {TypeOf(v)}").Concat(key is null ? [] : [$"{SqlDialect.Name(key.Name)} VARCHAR"]).ToList();
        if (definitions.Count == 0) definitions.Add("\"no column\" UTINYINT");
        engine.Execute($"CREATE OR REPLACE TABLE {Table} ({string.Join(", ", definitions)})");
        var parameters = new SqlParameters();
        var columns = numbers.Select(v => source.Variables.InRange(v, parameters)).Concat(key is null ? [] : [source.Variables.Text(key, parameters)]).DefaultIfEmpty("CAST(NULL AS float8)");
        using (var appender = engine.Append(Table))
        {
            source.Engine.Stream($"SELECT {string.Join(", ", columns)} FROM {source.Relation}{Order(source)}", parameters, key is not null, block => Append(appender, numbers, key is not null, block), cancellationToken);
        }

        return new Located(engine, Table, Variables(dataset, [.. numbers, .. key is null ? Array.Empty<Variable>() : [key]]));
    }

    /// <summary>By the values of the whole row: rows that are equal in all variables may take each other's place.</summary>
    private static string Order(Located source) => source.KeepsOrder ? "" : $" ORDER BY {source.Variables.RowHash}";

    private static void Append(DuckDB.NET.Data.DuckDBAppender appender, List<Variable> numbers, bool text, ColumnBlock block)
    {
        for (var i = 0; i < block.Rows; i++)
        {
            var row = appender.CreateRow();
            for (var c = 0; c < block.Numbers.Length; c++)
            {
                var value = block.Numbers[c][i];
                if (double.IsNaN(value)) row.AppendNullValue();
                else if (c >= numbers.Count) row.AppendNullValue();
                else if (TypeOf(numbers[c]) == "UTINYINT") row.AppendValue((byte)value);
                else if (TypeOf(numbers[c]) == "USMALLINT") row.AppendValue((ushort)value);
                else row.AppendValue(value);
            }

            if (text) row.AppendValue(block.Texts[i]);
            row.EndRow();
        }
    }

    private static string Coded(Located source, Dataset dataset, Variable variable, SqlParameters parameters) => variable.Name == dataset.PatientKey
        ? source.Variables.Text(variable, parameters)
        : $"CAST({source.Variables.InRange(variable, parameters)} AS {TypeOf(variable)})";

    /// <summary>Levels take a byte or two; what the dictionary calls an integer may hold other numbers all the same.</summary>
    private static string TypeOf(Variable variable) => variable.Type switch
    {
        VariableType.Boolean => "UTINYINT",
        VariableType.Category => variable.Levels.Count <= byte.MaxValue ? "UTINYINT" : variable.Levels.Count <= ushort.MaxValue ? "USMALLINT" : "DOUBLE",
        _ => "DOUBLE",
    };

    private static VariableSql Variables(Dataset dataset, IReadOnlyList<Variable> read)
    {
        var kinds = read.ToDictionary(v => v.Name, v => v.Name == dataset.PatientKey ? ColumnKind.Text : ColumnKind.Coded, StringComparer.Ordinal);
        return new VariableSql(EngineEntry.Coded(dataset.Name, new CsvSource("")), dataset, DuckDbDialect.Instance, kinds);
    }
}
