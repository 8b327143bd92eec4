using System.Globalization;
using FedOnco.Agent.Data.Sql;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>The one place where a variable of the dictionary becomes SQL over the columns of its source.</summary>
/// <param name="data">Entry and dataset.</param>
/// <param name="columns">Columns of the source.</param>
/// <param name="dialect">Of its engine.</param>
/// <param name="alias">Of the relation.</param>
internal sealed class MappedVariable(MappedDataset data, SourceColumns columns, MappingDialect dialect, string alias)
{
    /// <summary>The patient key as text, NULL where missing.</summary>
    public string Key => Text(data.Dataset.Variables.First(v => v.Name == data.Dataset.PatientKey));

    /// <summary>The cell as text, NULL where it is empty or a missing code.</summary>
    public string Text(Variable variable)
    {
        var (column, kind) = Column(variable);
        var text = MappingDialect.AsText(column, kind);
        var codes = Codes(variable);
        var nonEmpty = kind == ColumnKind.Text ? $"nullif({text}, '')" : text;
        var tests = new List<string>();
        if (codes.Count > 0) tests.Add($"{text} IN ({string.Join(", ", codes.Select(MappingDialect.Text))})");
        if (IsNumber(variable) && Numbers(codes) is { Count: > 0 } numbers) tests.Add($"{dialect.TryNumber(Point(variable, text))} IN ({string.Join(", ", numbers.Select(dialect.Number))})");
        return tests.Count == 0 ? nonEmpty : $"(CASE WHEN {string.Join(" OR ", tests)} THEN NULL ELSE {nonEmpty} END)";
    }

    /// <summary>Whether the cell is empty or a missing code. A column of numbers is compared as numbers: no text is made of each.</summary>
    public string IsMissing(Variable variable) => IsPlainNumber(variable) ? $"({PlainNumber(variable)} IS NULL)" : $"({Text(variable)} IS NULL)";

    /// <summary>The patient key as something that is equal where its text is, NULL where missing.</summary>
    public string KeyIdentity
    {
        get
        {
            var key = data.Dataset.Variables.First(v => v.Name == data.Dataset.PatientKey);
            return Column(key).Kind == ColumnKind.Number && Codes(key).Count == 0 ? Column(key).Sql : Text(key);
        }
    }

    /// <summary>The value in the dictionary's coding, NULL where it is missing or nothing that the dictionary knows.</summary>
    public string Value(Variable variable) => variable.Type switch
    {
        VariableType.Category => Coded(variable, variable.Levels.Select((l, i) => (l.Name, (double)i))),
        VariableType.Boolean => IsNative(variable, ColumnKind.Boolean) ? $"(CASE WHEN {Column(variable).Sql} THEN {dialect.Number(1)} WHEN NOT {Column(variable).Sql} THEN {dialect.Number(0)} END)" : Coded(variable, Truth),
        VariableType.Date => dialect.Days(Date(variable)),
        _ => Number(variable),
    };

    /// <summary>What analyses see: the value, NULL outside the plausible range.</summary>
    public string InRange(Variable variable)
    {
        var value = Value(variable);
        return variable.Type is VariableType.Category or VariableType.Boolean ? value : Bounded(variable, value);
    }

    public string Bounded(Variable variable, string value) => $"(CASE WHEN {value} BETWEEN {dialect.Number(variable.Minimum)} AND {dialect.Number(variable.Maximum)} THEN {value} END)";

    private static readonly (string, double)[] Truth = [("TRUE", 1), ("T", 1), ("true", 1), ("1", 1), ("FALSE", 0), ("F", 0), ("false", 0), ("0", 0)];

    private (string Sql, ColumnKind Kind) Column(Variable variable)
    {
        var name = data.Entry.MappingOf(variable.Name).Column;
        var column = columns.Find(data.Dataset.Name, name) ?? new SourceColumn(name, ColumnKind.Text);
        return ($"{alias}.{MappingDialect.Name(column.Name)}", column.Kind);
    }

    private bool IsNative(Variable variable, ColumnKind kind) => data.Entry.MappingOf(variable.Name).Values.Count == 0 && Column(variable).Kind == kind;

    private List<string> Codes(Variable variable) => [.. data.Entry.Missing.Concat(data.Entry.MappingOf(variable.Name).Missing).Concat(variable.MissingCodes).Where(c => c.Length > 0).Distinct()];

    private static bool IsNumber(Variable variable) => variable.Type is VariableType.Integer or VariableType.Decimal or VariableType.Duration;

    /// <summary>Codes that are numbers: 999 means missing however it is written (999.0).</summary>
    private static List<double> Numbers(IEnumerable<string> codes) => [.. codes.Select(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : double.NaN).Where(n => !double.IsNaN(n))];

    /// <summary>The index or number of each text, local texts first.</summary>
    private string Coded(Variable variable, IEnumerable<(string Text, double Code)> known)
    {
        var codes = known.ToDictionary(k => k.Text, k => k.Code, StringComparer.Ordinal);
        foreach (var (local, level) in data.Entry.MappingOf(variable.Name).Values)
        {
            if (codes.TryGetValue(level, out var code)) codes[local] = code;
        }

        if (codes.Count == 0) return dialect.ToDouble("NULL");
        return $"(CASE {Text(variable)} {string.Join(" ", codes.Select(c => $"WHEN {MappingDialect.Text(c.Key)} THEN {dialect.Number(c.Value)}"))} END)";
    }

    private string Date(Variable variable)
    {
        var text = Text(variable);
        if (IsNative(variable, ColumnKind.Date))
        {
            var date = $"CAST({Column(variable).Sql} AS DATE)";
            var codes = Codes(variable).Where(c => DateOnly.TryParseExact(c, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)).ToList();
            return codes.Count == 0 ? date : $"(CASE WHEN {date} IN ({string.Join(", ", codes.Select(c => $"DATE {MappingDialect.Text(c)}"))}) THEN NULL ELSE {date} END)";
        }

        var formats = data.Entry.MappingOf(variable.Name).Dates;
        return formats.Count == 1 ? dialect.TryDate(text, formats[0]) : $"coalesce({string.Join(", ", formats.Select(f => dialect.TryDate(text, f)))})";
    }

    private string Number(Variable variable)
    {
        return Converted(variable, IsPlainNumber(variable) ? PlainNumber(variable) : dialect.TryNumber(Point(variable, Mapped(variable))));
    }

    private bool IsPlainNumber(Variable variable) => IsNumber(variable) && IsNative(variable, ColumnKind.Number);

    private string PlainNumber(Variable variable)
    {
        var number = dialect.ToDouble(Column(variable).Sql);
        var codes = Numbers(Codes(variable));
        return codes.Count == 0 ? number : $"(CASE WHEN {number} IN ({string.Join(", ", codes.Select(dialect.Number))}) THEN NULL ELSE {number} END)";
    }

    private string Mapped(Variable variable)
    {
        var values = data.Entry.MappingOf(variable.Name).Values;
        var text = Text(variable);
        return values.Count == 0 ? text : $"(CASE {text} {string.Join(" ", values.Select(v => $"WHEN {MappingDialect.Text(v.Key)} THEN {MappingDialect.Text(v.Value)}"))} ELSE {text} END)";
    }

    private string Point(Variable variable, string text) => data.Entry.MappingOf(variable.Name).DecimalComma ? $"replace({text}, ',', '.')" : text;

    private string Converted(Variable variable, string number)
    {
        var unit = data.Entry.MappingOf(variable.Name).Unit;
        if (unit.IsNone) return number;
        return unit.Offset == 0 ? $"({number} * {dialect.Number(unit.Factor)})" : $"({number} * {dialect.Number(unit.Factor)} + {dialect.Number(unit.Offset)})";
    }
}
