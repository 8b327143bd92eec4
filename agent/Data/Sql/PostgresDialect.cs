namespace FedOnco.Agent.Data.Sql;

/// <summary>PostgreSQL from version 13. A cast that fails would end the statement, so texts are looked at before they are cast.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    public static readonly PostgresDialect Instance = new();

    // Longer exponents or more digits could be out of range.
    private const string NumberPattern = @"'^\s*[-+]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][-+]?\d{1,2})?\s*$'";

    private const string DatePattern = @"'^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])" + TimeOfDay + "$'";

    public override string Text(SqlParameters parameters, string text) => $"{parameters.Place(text)}::text";

    public override string Number(SqlParameters parameters, double number) => $"{parameters.Place(number)}::float8";

    public override string Double(string expression) => $"CAST({expression} AS float8)";

    public override string AsText(string expression) => $"CAST({expression} AS text)";

    public override string Position(SqlParameters parameters, IReadOnlyList<string> texts, string text) =>
        $"CAST(array_position({parameters.Place(texts)}::text[], {text}) - 1 AS float8)";

    public override string NumberOf(string text) => $"(CASE WHEN {text} ~ {NumberPattern} THEN CAST({text} AS float8) END)";

    public override string DaysOfText(string text) =>
        $"(CASE WHEN {text} ~ {DatePattern} AND left({text}, 4) > '0000' THEN " +
        $"CASE WHEN CAST(substr({text}, 9, 2) AS int) <= extract(day FROM CAST(left({text}, 8) || '01' AS date) + interval '1 month' - interval '1 day') THEN {Days($"CAST(left({text}, 10) AS date)")} END END)";

    public override string Days(string date) => $"CAST(CAST({date} AS date) - DATE '1970-01-01' AS float8)";

    public override string Round(string number) => $"round({number})";

    public override string RowHash(IEnumerable<string> columns) => $"hashtextextended(CAST(ROW({string.Join(", ", columns)}) AS text), 0)";
}
