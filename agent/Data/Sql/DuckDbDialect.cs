namespace FedOnco.Agent.Data.Sql;

/// <summary>DuckDB.</summary>
internal sealed class DuckDbDialect : SqlDialect
{
    public static readonly DuckDbDialect Instance = new();

    public override string Text(SqlParameters parameters, string text) => $"{parameters.Place(text)}::VARCHAR";

    public override string Number(SqlParameters parameters, double number) => $"{parameters.Place(number)}::DOUBLE";

    public override string Double(string expression) => $"CAST({expression} AS DOUBLE)";

    public override string AsText(string expression) => $"CAST({expression} AS VARCHAR)";

    public override string Position(SqlParameters parameters, IReadOnlyList<string> texts, string text) =>
        $"CAST(list_position([{string.Join(", ", texts.Select(t => Text(parameters, t)))}]::VARCHAR[], {text}) - 1 AS DOUBLE)";

    /// <summary>Its cast reads 1_000 as a thousand, and nan and inf as numbers.</summary>
    public override string NumberOf(string text) => $"(CASE WHEN NOT contains({text}, '_') AND isfinite(TRY_CAST({text} AS DOUBLE)) THEN TRY_CAST({text} AS DOUBLE) END)";

    /// <summary>Its cast reads "2020-1-5", "2020-01-05x" and "2020-01-05 (BC)" as dates: the pattern comes first, the quick one before the exact one.</summary>
    public override string DaysOfText(string text) =>
        Days($"(CASE WHEN {text} LIKE '____-__-__' OR regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{TimeOfDay}') THEN TRY_CAST({text} AS DATE) END)");

    public override string Days(string date) => $"CAST(date_diff('day', DATE '1970-01-01', CAST({date} AS DATE)) AS DOUBLE)";

    public override string Round(string number) => $"round_even({number}, 0)";

    public override string RowHash(IEnumerable<string> columns) => $"hash({string.Join(", ", columns)})";

    /// <summary>A path or setting as a literal; only for what this centre's own files say.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
