using FedOnco.Protos;

namespace FedOnco.Documents.Inference;

/// <summary>
/// Makes a dictionary entry from the union of the centres' values, for sandboxes: types as R's <c>type.convert</c> decides
/// them (T and F alone stay text), levels by code point, ranges and steps as they occur.
/// </summary>
public static class DictionaryInference
{
    /// <summary>Columns that are taken for the patient key, first match first.</summary>
    public static readonly IReadOnlyList<string> PatientKeys = ["patient_id", "patient", "person_id", "subject_id", "pid", "id", "sno"];

    /// <summary>More levels than this are not listed: the column cannot be used as a factor.</summary>
    public const int MostLevels = 10_000;

    public static InferredDataset Infer(string name, IReadOnlyList<ColumnProfile> columns)
    {
        var key = PatientKeys.FirstOrDefault(k => columns.Any(c => c.Name == k)) ?? "";
        var notes = new List<InferenceNote> { new("", KeyNote(key)) };
        var dataset = new Dataset { Name = name, PatientKey = key };
        foreach (var column in columns)
        {
            var variable = Variable(column, listLevels: column.Name != key);
            dataset.Variables.Add(variable);
            if (EventNote(variable) is { } note) notes.Add(note);
        }

        return new InferredDataset(dataset, notes);
    }

    private static string KeyNote(string key) => key.Length > 0
        ? $"privacy unit: column {key} (a patient's rows count as one patient)"
        : "privacy unit: the row (no patient key column found)";

    private static InferenceNote? EventNote(Variable variable) => variable.EventLevel == "2"
        ? new InferenceNote(variable.Name, $"{variable.Name}: coded 1/2, so 2 is taken as the event and 1 as censored, as R does")
        : null;

    private static Variable Variable(ColumnProfile column, bool listLevels)
    {
        if (column.Values.All(IsLogical) && !column.Values.All(v => v is "T" or "F"))
            return new Variable { Name = column.Name, Type = VariableType.Boolean, Minimum = 0, Maximum = 1, Step = 1 };
        if (column.Values.Count == 0)
            return new Variable { Name = column.Name, Type = VariableType.Boolean, Minimum = 0, Maximum = 1, Step = 1 };
        if (column.Values.All(IsoDates.IsDate)) return Date(column);
        return NumberProfile.Of(column.Values) is { } numbers ? Number(column.Name, numbers) : Category(column, listLevels);
    }

    private static Variable Date(ColumnProfile column) => new()
    {
        Name = column.Name,
        Type = VariableType.Date,
        Minimum = column.Values.Min(IsoDates.Days),
        Maximum = column.Values.Max(IsoDates.Days),
        Step = 1,
    };

    private static Variable Number(string name, NumberProfile numbers)
    {
        var variable = new Variable
        {
            Name = name,
            Type = numbers.IsInteger ? VariableType.Integer : VariableType.Decimal,
            Minimum = numbers.Minimum,
            Maximum = numbers.Maximum,
            Step = numbers.Step,
        };
        if (numbers.IsInteger && numbers.Minimum >= 0 && numbers.Maximum == 1) variable.EventLevel = "1";
        if (numbers.IsInteger && numbers.Minimum >= 1 && numbers.Maximum == 2) variable.EventLevel = "2";
        if (!numbers.IsInteger && LatticeSearch.Find(numbers) is { } factor) variable.Lattice = new Lattice { Unit = "", Factor = factor };
        return variable;
    }

    private static Variable Category(ColumnProfile column, bool listLevels)
    {
        var variable = new Variable { Name = column.Name, Type = VariableType.Category };
        if (!listLevels || column.Values.Count > MostLevels) return variable;
        variable.Levels.AddRange(column.Values.Order(CodePointOrder.Instance).Select(v => new Level { Name = v }));
        return variable;
    }

    private static bool IsLogical(string text) => text is "T" or "F" or "TRUE" or "FALSE" or "true" or "false";
}
