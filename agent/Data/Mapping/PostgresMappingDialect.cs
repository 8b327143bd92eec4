namespace FedOnco.Agent.Data.Mapping;

/// <summary>PostgreSQL's SQL, from version 13. It has no cast that gives NULL for what does not fit: patterns come before casts.</summary>
internal sealed class PostgresMappingDialect : MappingDialect
{
    private const string NumberPattern = "^\\s*[+-]?([0-9]{1,100}[.]?[0-9]{0,100}|[.][0-9]{1,100})([eE][+-]?[0-9]{1,2})?\\s*$";

    public override string Double => "double precision";

    public override string TryNumber(string text) => $"(CASE WHEN {text} ~ {Text(NumberPattern)} THEN CAST({text} AS double precision) END)";

    /// <summary>The parts by pattern, then the date where its month has that day. A time of day after an ISO date is dropped.</summary>
    public override string TryDate(string text, DateFormat format)
    {
        var pattern = Text($"^{format.Regex}{(format == DateFormat.Iso ? IsoTime : "")}$");
        string Part(char letter) => $"CAST((regexp_match({text}, {pattern}))[{format.Group(letter)}] AS integer)";
        var (year, month, day) = (Part('y'), Part('M'), Part('d'));
        var first = $"make_date({year}, {month}, 1)";
        return $"(CASE WHEN {text} !~ {pattern} THEN NULL WHEN {year} < 1 OR {month} NOT BETWEEN 1 AND 12 OR {day} < 1 THEN NULL WHEN {day} > CAST(({first} + INTERVAL '1 month')AS date) - {first} THEN NULL ELSE {first} + ({day} - 1) END)";
    }
}
