namespace FedOnco.Agent.Data.Mapping;

/// <summary>DuckDB's SQL.</summary>
internal sealed class DuckDbDialect : SqlDialect
{
    public override string Double => "DOUBLE";

    public override string TryNumber(string text) => $"TRY_CAST({text} AS DOUBLE)";

    public override string TryDate(string text, DateFormat format) => format == DateFormat.Iso
        ? $"TRY_CAST({text} AS DATE)"
        : $"(CASE WHEN regexp_full_match({text}, {Text(format.Regex)}) THEN CAST(try_strptime({text}, {Text(format.Strptime)}) AS DATE) END)";
}
