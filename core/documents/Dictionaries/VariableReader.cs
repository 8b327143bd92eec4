using System.Globalization;
using FedOnco.Documents.Yaml;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Documents.Dictionaries;

/// <summary>One variable of dictionary.yaml.</summary>
internal static class VariableReader
{
    private static readonly Dictionary<string, VariableType> Types = new(StringComparer.Ordinal)
    {
        ["integer"] = VariableType.Integer,
        ["decimal"] = VariableType.Decimal,
        ["category"] = VariableType.Category,
        ["boolean"] = VariableType.Boolean,
        ["date"] = VariableType.Date,
        ["duration"] = VariableType.Duration,
    };

    public static string NameOf(VariableType type) => Types.First(t => t.Value == type).Key;

    public static Variable Read(string name, StrictMap map, bool key)
    {
        var variable = new Variable
        {
            Name = name,
            Type = map.Choice("type", Types, VariableType.Unspecified),
            Label = map.Text("label"),
            Unit = map.Text("unit"),
            Step = map.Number("step") ?? 0,
            EventLevel = map.Text("event"),
            Magnitude = map.Flag("magnitude"),
        };
        if (name.Length == 0) map.Fault("a variable needs a name.");
        if (variable.Type == VariableType.Unspecified && !map.Has("type")) map.Fault("type is missing.");
        if (variable.Step < 0) map.Fault("step", "a number above 0 is needed.");
        ReadRange(variable, map, key);
        ReadLevels(variable, map, key);
        ReadMissing(variable, map);
        ReadLattice(variable, map);
        ReadDerived(variable, map);
        if (map.Map("aggregate") is { } aggregate) variable.Aggregate = AggregateReader.Read(aggregate);
        RequireSense(variable, map);
        map.RequireNoOthers();
        return variable;
    }

    private static void ReadRange(Variable variable, StrictMap map, bool key)
    {
        var range = map.Texts("range");
        if (variable.Type is VariableType.Category or VariableType.Unspecified) return;
        if (variable.Type == VariableType.Boolean)
        {
            (variable.Minimum, variable.Maximum, variable.Step) = (0, 1, 1);
        }
        else if (range.Count == 2 && Bound(variable, range[0]) is { } low && Bound(variable, range[1]) is { } high && low <= high)
        {
            (variable.Minimum, variable.Maximum) = (low, high);
            if (variable.Step == 0 && variable.Type is VariableType.Integer or VariableType.Date) variable.Step = 1;
        }
        else if (!key || range.Count > 0)
        {
            map.Fault("range", variable.Type == VariableType.Date ? "two dates are needed, as in [\"2010-01-01\", \"2026-12-31\"]." : "two numbers are needed, the plausible minimum and maximum, as in [18, 105].");
        }
    }

    private static double? Bound(Variable variable, string text)
    {
        if (variable.Type == VariableType.Date)
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date.DayNumber - new DateOnly(1970, 1, 1).DayNumber : null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    private static void ReadLevels(Variable variable, StrictMap map, bool key)
    {
        foreach (var (text, level) in map.Items("levels")) variable.Levels.Add(text is null ? ReadLevel(level!) : new Level { Name = text });
        if (variable.Type == VariableType.Category && variable.Levels.Count == 0 && !key) map.Fault("levels of a category are missing.");
        if (variable.Levels.Select(l => l.Name).Distinct().Count() < variable.Levels.Count) map.Fault("levels", "a level stands twice.");
        if (variable.Levels.Any(l => l.Name.Length == 0)) map.Fault("levels", "an empty level is a missing value.");
    }

    private static Level ReadLevel(StrictMap map)
    {
        var level = new Level { Name = map.Text("name", required: true), Label = map.Text("label") };
        level.Codes.AddRange(map.Texts("codes"));
        foreach (var code in level.Codes.Where(c => c.IndexOf(':', StringComparison.Ordinal) is <= 0)) map.Fault("codes", $"{code} names no system; write it as SNOMED:254837009, ICDO3:8500/3 or LOINC:16112-5.");
        map.RequireNoOthers();
        return level;
    }

    /// <summary>Codes as texts, or {code, meaning}.</summary>
    private static void ReadMissing(Variable variable, StrictMap map)
    {
        foreach (var (text, entry) in map.Items("missing"))
        {
            var code = text ?? entry!.Text("code", required: true);
            variable.MissingCodes.Add(code);
            if (entry is null) continue;
            variable.MissingMeanings.Add(new MissingMeaning { Code = code, Meaning = entry.Text("meaning", required: true) });
            entry.RequireNoOthers();
        }

        if (variable.MissingCodes.FirstOrDefault(c => variable.Levels.Any(l => l.Name == c)) is { } both) map.Fault("missing", $"{both} is a level as well.");
    }

    private static void ReadLattice(Variable variable, StrictMap map)
    {
        if (map.Map("lattice") is not { } lattice) return;
        variable.Lattice = new Lattice { Unit = lattice.Text("unit"), Factor = lattice.Number("factor") ?? 0 };
        if (!(variable.Lattice.Factor > 0)) map.Fault("lattice", "factor is a number above 0.");
        lattice.RequireNoOthers();
    }

    private static void ReadDerived(Variable variable, StrictMap map)
    {
        var text = map.Text("derived");
        if (text.Length == 0) return;
        var (expression, problem) = CallLanguage.ParseExpression(text);
        if (problem is null) variable.Derived = expression;
        else map.Fault("derived", $"character {problem.Position}: {problem.Message}");
    }

    private static void RequireSense(Variable variable, StrictMap map)
    {
        var number = variable.Type is VariableType.Integer or VariableType.Decimal or VariableType.Duration;
        if (variable.Derived is not null && variable.Aggregate is not null) map.Fault("aggregate", "a variable is derived or an aggregate, not both.");
        if ((variable.Derived is not null || variable.Aggregate is not null) && variable.MissingCodes.Count > 0) map.Fault("missing", "a computed variable has no codes.");
        if (variable.Levels.Count > 0 && variable.Type != VariableType.Category) map.Fault("levels", "only a category has levels.");
        if (variable.Magnitude && !number) map.Fault("magnitude", "only a number has a magnitude.");
        if (variable.Lattice is not null && !number) map.Fault("lattice", "only a number or duration lies on a lattice.");
        if (variable.EventLevel.Length > 0 && !IsValue(variable)) map.Fault("event", variable.Type == VariableType.Category ? $"{variable.EventLevel} is no level of it." : $"{variable.EventLevel} is no value of it.");
    }

    private static bool IsValue(Variable variable) => variable.Type switch
    {
        VariableType.Category => variable.Levels.Any(l => l.Name == variable.EventLevel),
        VariableType.Boolean => variable.EventLevel is "true" or "TRUE" or "1" or "false" or "FALSE" or "0",
        VariableType.Integer or VariableType.Decimal => Bound(variable, variable.EventLevel) is { } value && value >= variable.Minimum && value <= variable.Maximum,
        _ => false,
    };
}
