using System.Globalization;
using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Documents.Dictionaries;

/// <summary>dictionary.yaml: the data dictionary of a study, the same file at every site and at the coordinator.</summary>
public static class DictionaryFile
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

    /// <param name="text">Content of the file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FedOncoException"><see cref="ErrorReason.WrongFile"/> with all faults, lines and columns.</exception>
    public static Dictionary Read(string text, string file)
    {
        var faults = new YamlFaults(file);
        var root = StrictMap.Parse(text, faults);
        var dictionary = new Dictionary { Study = root.Text("study", required: true), Version = root.Count("version") ?? 1 };
        foreach (var (name, map) in root.Map("datasets", required: true)?.Entries() ?? []) dictionary.Datasets.Add(ReadDataset(name, map));
        root.RequireNoOthers();
        faults.ThrowIfAny();
        return dictionary;
    }

    /// <summary>The file that reads back as this dictionary.</summary>
    public static string Write(Dictionary dictionary) => DictionaryWriter.Write(dictionary);

    internal static string NameOf(VariableType type) => Types.First(t => t.Value == type).Key;

    private static Dataset ReadDataset(string name, StrictMap map)
    {
        var dataset = new Dataset { Name = name, Label = map.Text("label"), PatientKey = map.Text("patient_key"), Source = map.Text("source") };
        foreach (var (variable, entry) in map.Map("variables", required: true)?.Entries() ?? []) dataset.Variables.Add(ReadVariable(variable, entry, variable == dataset.PatientKey));
        if (dataset.PatientKey.Length > 0 && dataset.Variables.All(v => v.Name != dataset.PatientKey)) map.Fault("patient_key", "no such variable.");
        if (dataset.Variables.Any(v => v.Name == "site")) map.Fault("site is the centre that holds the row; rename the variable.");
        map.RequireNoOthers();
        return dataset;
    }

    private static Variable ReadVariable(string name, StrictMap map, bool key)
    {
        var variable = new Variable
        {
            Name = name,
            Type = map.Choice("type", Types, VariableType.Unspecified),
            Label = map.Text("label"),
            Unit = map.Text("unit"),
            Step = map.Number("step") ?? 0,
            EventLevel = map.Text("event"),
        };
        if (variable.Type == VariableType.Unspecified) map.Fault("type is missing.");
        ReadRange(variable, map, key);
        foreach (var (text, level) in map.Items("levels")) variable.Levels.Add(text is null ? ReadLevel(level!) : new Level { Name = text });
        if (variable.Type == VariableType.Category && variable.Levels.Count == 0 && !key) map.Fault("levels of a category are missing.");
        if (variable.Levels.Select(l => l.Name).Distinct().Count() < variable.Levels.Count) map.Fault("levels", "a level stands twice.");
        variable.MissingCodes.AddRange(map.Texts("missing"));
        if (map.Map("lattice") is { } lattice)
        {
            variable.Lattice = new Lattice { Unit = lattice.Text("unit"), Factor = lattice.Number("factor") ?? 0 };
            if (!(variable.Lattice.Factor > 0)) map.Fault("lattice", "factor is a number above 0.");
            lattice.RequireNoOthers();
        }

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

    private static Level ReadLevel(StrictMap map)
    {
        var level = new Level { Name = map.Text("name", required: true), Label = map.Text("label") };
        level.Codes.AddRange(map.Texts("codes"));
        map.RequireNoOthers();
        return level;
    }
}
