using System.Globalization;
using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>Where the engines write the same thing differently in the SQL of a mapping: texts of the catalogue and the dictionary are quoted here, nowhere else.</summary>
internal abstract class MappingDialect
{
    public static readonly MappingDialect DuckDb = new DuckDbMappingDialect();

    public static readonly MappingDialect Postgres = new PostgresMappingDialect();

    public static MappingDialect Of(SourceKind kind) => kind == SourceKind.Postgres ? Postgres : DuckDb;

    /// <summary>What may stand behind an ISO date: a time of day, which is dropped.</summary>
    protected const string IsoTime = "([ T][0-9:.]+(Z|[+-][0-9:]+)?)?";

    /// <summary>Name of the type of doubles.</summary>
    public abstract string Double { get; }

    public static string Name(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A double to the last bit: engines read a plain 0.1 as a decimal and convert it.</summary>
    public string Number(double value) => $"CAST('{value.ToString("R", CultureInfo.InvariantCulture)}' AS {Double})";

    public string ToDouble(string expression) => $"CAST({expression} AS {Double})";

    /// <summary>The number that a text holds, or NULL.</summary>
    public abstract string TryNumber(string text);

    /// <summary>The date that a text holds, or NULL.</summary>
    public abstract string TryDate(string text, DateFormat format);

    /// <summary>Days since 1970-01-01.</summary>
    public string Days(string date) => ToDouble($"({date} - DATE '1970-01-01')");

    /// <summary>The column as text: whole numbers without decimals, dates as 2026-11-23.</summary>
    public static string AsText(string column, ColumnKind kind) => kind switch
    {
        ColumnKind.Text => $"CAST({column} AS VARCHAR)",
        ColumnKind.Number => $"(CASE WHEN {column} = trunc({column}) AND abs({column}) < 1e15 THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END)",
        ColumnKind.Date => $"CAST(CAST({column} AS DATE) AS VARCHAR)",
        _ => $"CAST({column} AS VARCHAR)",
    };
}
