namespace FedOnco.Agent.Data.Mapping;

/// <summary>DuckDB's SQL.</summary>
internal sealed class DuckDbMappingDialect : MappingDialect
{
    public override string Double => "DOUBLE";

    /// <summary>Its cast reads 1_000 as a thousand, and nan and inf as numbers.</summary>
    public override string TryNumber(string text) => $"(CASE WHEN NOT contains({text}, '_') AND isfinite(TRY_CAST({text} AS DOUBLE)) THEN TRY_CAST({text} AS DOUBLE) END)";

    /// <summary>Its cast reads "2020-1-5", "2020-01-05x" and "2020-01-05 (BC)" as dates: the pattern comes first, the quick one before the exact one.</summary>
    public override string TryDate(string text, DateFormat format) => format == DateFormat.Iso
        ? $"(CASE WHEN {text} LIKE '____-__-__' OR regexp_full_match({text}, {Text(format.Regex + IsoTime)}) THEN TRY_CAST({text} AS DATE) END)"
        : $"(CASE WHEN regexp_full_match({text}, {Text(format.Regex)}) THEN CAST(try_strptime({text}, {Text(format.Strptime)}) AS DATE) END)";
}
