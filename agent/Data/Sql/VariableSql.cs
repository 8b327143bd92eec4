using System.Globalization;
using FedOnco.Agent.Data.Engines;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Sql;

/// <summary>
/// The one place where a variable of the dictionary becomes SQL over a source: its column, missing codes, levels and range as the
/// catalogue and the dictionary have them.
/// </summary>
/// <param name="entry">How this centre calls things.</param>
/// <param name="dataset">The dictionary's entry.</param>
/// <param name="dialect">Of the engine.</param>
/// <param name="kinds">What the columns of the source hold.</param>
internal sealed class VariableSql(EngineEntry entry, Dataset dataset, SqlDialect dialect, IReadOnlyDictionary<string, ColumnKind> kinds)
{
    private static readonly string[] True = ["TRUE", "T", "true", "1"];
    private static readonly string[] False = ["FALSE", "F", "false", "0"];

    public SqlDialect Dialect => dialect;

    public Dataset Dataset => dataset;

    /// <summary>Columns that the catalogue names and the source lacks.</summary>
    public IReadOnlyList<string> Absent => [.. dataset.Variables.Where(IsRead).Select(v => entry.ColumnOf(v.Name)).Where(c => !kinds.ContainsKey(c))];

    /// <summary>A whole number that rows of equal values in every variable share, and hardly any others.</summary>
    public string RowHash => dialect.RowHash(dataset.Variables.Where(IsRead).Select(Column));

    /// <summary>Whether the source has the variable's column.</summary>
    public bool Has(Variable variable) => kinds.ContainsKey(entry.ColumnOf(variable.Name));

    /// <exception cref="FedOncoException">WrongFile: a level that no database can hold.</exception>
    public void RequireLevels()
    {
        if (dataset.Variables.FirstOrDefault(v => v.Levels.Any(l => !SqlDialect.CanHold(l.Name))) is { } variable)
            throw new FedOncoException(ErrorReason.WrongFile, $"{dataset.Name}/{variable.Name}: a level has a character that cannot stand in data (NUL, or half of a surrogate pair). Correct the dictionary.");
    }

    /// <summary>Whether a variable comes from a column of this source; others are computed.</summary>
    public static bool IsRead(Variable variable) => variable.Derived is null;

    /// <summary>The cell as text, NULL where empty or a missing code.</summary>
    public string Text(Variable variable, SqlParameters parameters)
    {
        var column = dialect.AsText(Column(variable));
        var codes = MissingCodes(variable).Append("").Where(SqlDialect.CanHold).Select(c => dialect.Text(parameters, c));
        return $"(CASE WHEN {SqlDialect.In(column, codes)} THEN NULL ELSE {column} END)";
    }

    /// <summary>The value in the dictionary's coding as a double; NULL where missing or not readable.</summary>
    public string Value(Variable variable, SqlParameters parameters) => KindOf(variable) switch
    {
        ColumnKind.Coded => dialect.Double(Column(variable)),
        ColumnKind.Number => OfNumber(variable, parameters),
        ColumnKind.Boolean => OfBoolean(variable, parameters),
        ColumnKind.Date when variable.Type == VariableType.Date && MissingCodes(variable).Count == 0 => dialect.Days(Column(variable)),
        ColumnKind.Text when variable.Type is VariableType.Integer or VariableType.Decimal or VariableType.Duration => dialect.NumberOf(NumberText(variable, parameters)),
        _ => OfText(variable, Text(variable, parameters), parameters),
    };

    /// <summary>A text that is read as a number: codes that are none, and empty, need no comparison.</summary>
    private string NumberText(Variable variable, SqlParameters parameters)
    {
        var column = dialect.AsText(Column(variable));
        var codes = MissingCodes(variable).Where(c => Parse(c) is not null && SqlDialect.CanHold(c)).Select(c => dialect.Text(parameters, c)).ToList();
        return codes.Count == 0 ? column : $"(CASE WHEN {SqlDialect.In(column, codes)} THEN NULL ELSE {column} END)";
    }

    /// <summary>The same, NULL also outside the dictionary's range.</summary>
    public string InRange(Variable variable, SqlParameters parameters)
    {
        var value = Value(variable, parameters);
        if (variable.Type is VariableType.Category or VariableType.Boolean || KindOf(variable) == ColumnKind.Coded) return value;
        return $"(CASE WHEN {value} BETWEEN {dialect.Number(parameters, variable.Minimum)} AND {dialect.Number(parameters, variable.Maximum)} THEN {value} END)";
    }

    /// <summary>Whether a category has one of some levels, where the engine can tell without coding it; NULL or FALSE where it is missing.</summary>
    public string? HasLevel(Variable variable, IEnumerable<string> levels, SqlParameters parameters)
    {
        if (!IsPlainText(variable)) return null;
        return SqlDialect.In(dialect.AsText(Column(variable)), levels.Except(MissingCodes(variable)).Where(l => l.Length > 0 && SqlDialect.CanHold(l)).Select(l => dialect.Text(parameters, l)));
    }

    /// <summary>What rows of equal value share: the column itself, as a text or a double, where the engine groups by it faster than by the coded value. Coded by <see cref="Decode"/>.</summary>
    public (string Group, string Value)? Raw(Variable variable)
    {
        if (IsPlainText(variable)) return (Column(variable), dialect.AsText(Column(variable)));
        return DecodingOf(variable) is null ? null : (Column(variable), Undecoded(variable));
    }

    /// <summary>What turns a column of numbers into the dictionary's coding; null where the engine has to code it.</summary>
    public NumberDecoding? DecodingOf(Variable variable) =>
        IsRead(variable) && KindOf(variable) == ColumnKind.Number && variable.Type is not (VariableType.Category or VariableType.Date)
            ? new NumberDecoding(variable.Minimum, variable.Maximum, [.. MissingCodes(variable).Select(Parse).OfType<double>()], variable.Type == VariableType.Boolean)
            : null;

    /// <summary>The same for numbers written as texts, which may be infinite only in writing; null where a text is more than a number.</summary>
    public NumberDecoding? TextDecodingOf(Variable variable) =>
        IsRead(variable) && KindOf(variable) == ColumnKind.Text && variable.Type is VariableType.Integer or VariableType.Decimal or VariableType.Duration
            ? new NumberDecoding(Math.Max(variable.Minimum, -double.MaxValue), Math.Min(variable.Maximum, double.MaxValue), [], isBoolean: false)
            : null;

    /// <summary>Texts that mean missing.</summary>
    public IReadOnlyList<string> MissingTexts(Variable variable) => MissingCodes(variable);

    /// <summary>The column of numbers as it is, as a double; NULL where it has none.</summary>
    public string Undecoded(Variable variable) => dialect.Double(Column(variable));

    /// <summary>The column of a boolean that its engine holds as one; a condition.</summary>
    public string? Truth(Variable variable) =>
        variable.Type == VariableType.Boolean && IsRead(variable) && KindOf(variable) == ColumnKind.Boolean ? Column(variable) : null;

    /// <summary>The value that a text or number of <see cref="Raw"/> stands for; NaN where it is missing.</summary>
    public double Decode(Variable variable, object? raw) =>
        raw is double number && DecodingOf(variable) is { } decoding ? decoding.Decode(number) : DecodeText(variable, raw as string);

    private double DecodeText(Variable variable, string? raw)
    {
        if (string.IsNullOrEmpty(raw) || MissingCodes(variable).Contains(raw)) return double.NaN;
        for (var i = 0; i < variable.Levels.Count; i++)
        {
            if (variable.Levels[i].Name == raw) return i;
        }

        return double.NaN;
    }

    public ColumnKind KindOf(Variable variable) => kinds.GetValueOrDefault(entry.ColumnOf(variable.Name), ColumnKind.Text);

    private bool IsPlainText(Variable variable) => variable is { Type: VariableType.Category, Levels.Count: > 0 } && IsRead(variable) && KindOf(variable) == ColumnKind.Text;

    private string Column(Variable variable) => SqlDialect.Name(entry.ColumnOf(variable.Name));

    private List<string> MissingCodes(Variable variable) => [.. entry.Missing.Concat(variable.MissingCodes).Where(c => c.Length > 0)];

    private string OfText(Variable variable, string text, SqlParameters parameters) => variable.Type switch
    {
        VariableType.Category => variable.Levels.Count == 0 ? dialect.Double("NULL") : dialect.Position(parameters, [.. variable.Levels.Select(l => l.Name)], text),
        VariableType.Boolean => Logical(SqlDialect.In(text, True.Select(t => dialect.Text(parameters, t))), SqlDialect.In(text, False.Select(t => dialect.Text(parameters, t)))),
        VariableType.Date => dialect.DaysOfText(text),
        _ => dialect.NumberOf(text),
    };

    /// <summary>A number is compared as a number: 1, 1.0 and "1" are the same code or level.</summary>
    private string OfNumber(Variable variable, SqlParameters parameters)
    {
        var column = dialect.Double(Column(variable));
        var codes = MissingCodes(variable).Select(Parse).OfType<double>().Select(c => dialect.Number(parameters, c)).ToList();
        var known = codes.Count == 0 ? column : $"(CASE WHEN {SqlDialect.In(column, codes)} THEN NULL ELSE {column} END)";
        return variable.Type switch
        {
            VariableType.Category => LevelOfNumber(variable, known, parameters),
            VariableType.Boolean => Logical($"{known} = 1", $"{known} = 0"),
            VariableType.Date => dialect.Double("NULL"),
            _ => known,
        };
    }

    private string LevelOfNumber(Variable variable, string number, SqlParameters parameters)
    {
        var cases = variable.Levels.Select((l, i) => (Value: Parse(l.Name), Index: i)).Where(l => l.Value is not null).Select(l => $"WHEN {dialect.Number(parameters, l.Value ?? 0)} THEN {l.Index}").ToList();
        return dialect.Double(cases.Count == 0 ? "NULL" : $"(CASE {number} {string.Join(' ', cases)} END)");
    }

    private string OfBoolean(Variable variable, SqlParameters parameters)
    {
        var column = Column(variable);
        if (variable.Type is VariableType.Category) return OfText(variable, Text(variable, parameters), parameters);
        return variable.Type == VariableType.Date ? dialect.Double("NULL") : Logical(column, $"NOT {column}");
    }

    private string Logical(string isTrue, string isFalse) => dialect.Double($"(CASE WHEN {isTrue} THEN 1 WHEN {isFalse} THEN 0 END)");

    private static double? Parse(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
