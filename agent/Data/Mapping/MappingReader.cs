using System.Globalization;
using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>One variable of an entry: column, values, missing codes, unit, dates, decimal comma.</summary>
internal static class MappingReader
{
    private static readonly string[] TruthWords = ["TRUE", "T", "true", "1", "FALSE", "F", "false", "0"];

    /// <summary>Whether the dictionary has the variable and reads it; a fault where not.</summary>
    public static bool IsRead(string variable, StrictMap map, string key, Dataset? dataset)
    {
        if (dataset is null) return false;
        var known = dataset.Variables.FirstOrDefault(v => v.Name == variable);
        if (known is null) map.Fault(key, $"{dataset.Name} has no such variable.{(NearestName.Of(variable, dataset.Variables.Select(v => v.Name)) is { } near ? $" Did you mean {near}?" : "")}");
        else if (known.Derived is not null || known.Aggregate is not null) map.Fault(key, "the dictionary computes this variable; it has no column.");
        else return true;
        return false;
    }

    public static VariableMapping Read(StrictMap map, VariableMapping usual, Variable? variable)
    {
        var mapping = usual with
        {
            Column = map.Text("column", fallback: usual.Column),
            Missing = map.Texts("missing"),
            Values = map.Map("values")?.TextEntries() ?? new Dictionary<string, string>(),
            DecimalComma = map.Flag("decimal_comma", usual.DecimalComma),
            Dates = Dates(map, usual.Dates),
        };
        if (variable is not null)
        {
            mapping = mapping with { Unit = Unit(map, variable) };
            RequireSense(map, mapping, variable);
        }

        map.RequireNoOthers();
        return mapping;
    }

    /// <summary>date: one format or several.</summary>
    public static IReadOnlyList<DateFormat> Dates(StrictMap map, IReadOnlyList<DateFormat> usual)
    {
        var formats = new List<DateFormat>();
        foreach (var text in map.OneOrMore("date"))
        {
            if (DateFormat.Parse(text) is not { } format) map.Fault("date", $"{text} is no format: yyyy, MM (or M) and dd (or d) with - / . or blanks between, as in dd/MM/yyyy. Years have four digits.");
            else if (formats.Find(f => f.IsConfusedWith(format)) is { } other) map.Fault("date", $"{other.Pattern} and {text} fit the same texts: which is the month? Say it by a column each, or in SQL.");
            else formats.Add(format);
        }

        return formats.Count == 0 ? usual : formats;
    }

    private static UnitConversion Unit(StrictMap map, Variable variable)
    {
        if (!map.Has("unit")) return UnitConversion.None;
        if (map.IsMap("unit") && map.Map("unit") is { } fields)
        {
            var conversion = new UnitConversion(fields.Number("factor") ?? 1, fields.Number("offset") ?? 0);
            if (conversion.Factor == 0) fields.Fault("factor", "not 0: all patients would have the same value.");
            fields.RequireNoOthers();
            return conversion;
        }

        var unit = map.Text("unit");
        if (variable.Unit.Length == 0) map.Fault("unit", $"the dictionary gives {variable.Name} no unit; write {{factor: .., offset: ..}}.");
        else if (Units.Conversion(unit, variable.Unit) is { } known) return known;
        else map.Fault("unit", $"no way from {unit} to {variable.Unit} is known; write {{factor: .., offset: ..}}. Known: {Units.Names}, and quotients such as mg/dl.");
        return UnitConversion.None;
    }

    private static void RequireSense(StrictMap map, VariableMapping mapping, Variable variable)
    {
        var number = variable.Type is VariableType.Integer or VariableType.Decimal or VariableType.Duration;
        if (map.Has("unit") && !number) map.Fault("unit", "only a number has a unit.");
        if (map.Has("decimal_comma") && !number) map.Fault("decimal_comma", "only a number has decimals.");
        if (map.Has("date") && variable.Type != VariableType.Date) map.Fault("date", "only a date has a format.");
        if (map.Has("values") && variable.Type == VariableType.Date) map.Fault("values", "dates are read by date:, not by a list.");
        foreach (var (local, level) in mapping.Values)
        {
            if (mapping.Missing.Contains(local)) map.Fault("values", $"{local} is under missing: as well.");
            if (Misfit(level, variable) is { } misfit) map.Fault("values", $"{local}: {misfit}");
        }
    }

    private static string? Misfit(string level, Variable variable)
    {
        if (variable.Type == VariableType.Category)
        {
            if (variable.Levels.Count == 0 || variable.Levels.Any(l => l.Name == level)) return null;
            return $"{level} is no level of {variable.Name}.{(NearestName.Of(level, variable.Levels.Select(l => l.Name)) is { } near ? $" Did you mean {near}?" : "")}";
        }

        if (variable.Type == VariableType.Boolean) return TruthWords.Contains(level) ? null : $"{level} is not true or false.";
        return double.TryParse(level, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : $"{level} is no number.";
    }
}
