using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Documents.Dictionaries;

/// <summary>One dataset of dictionary.yaml: variables, then what refers to them.</summary>
internal static class DatasetReader
{
    private static readonly Dictionary<string, bool> RowsOfPatient = new(StringComparer.Ordinal) { ["one"] = true, ["many"] = false };

    public static Dataset Read(string name, StrictMap map, List<PendingAggregate> aggregates)
    {
        var dataset = new Dataset
        {
            Name = name,
            Label = map.Text("label"),
            PatientKey = map.Text("patient_key"),
            Source = map.Text("source"),
            OneRowPerPatient = map.Choice("rows_per_patient", RowsOfPatient, false),
        };
        foreach (var (variable, entry) in map.Map("variables", required: true)?.Entries() ?? [])
        {
            var read = VariableReader.Read(variable, entry, variable == dataset.PatientKey);
            if (read.Derived is not null) RequireEarlier(read, dataset, entry);
            dataset.Variables.Add(read);
            if (read.Aggregate is not null) aggregates.Add(new PendingAggregate(dataset, read, entry));
        }

        if (dataset.PatientKey.Length > 0 && dataset.Variables.All(v => v.Name != dataset.PatientKey)) map.Fault("patient_key", "no such variable.");
        if (dataset.Variables.FirstOrDefault(v => v.Name == dataset.PatientKey) is { Derived: not null } or { Aggregate: not null }) map.Fault("patient_key", "a computed variable identifies nobody.");
        if (dataset.Variables.Any(v => v.Name == "site")) map.Fault("site is the centre that holds the row; rename the variable.");
        if (dataset.OneRowPerPatient && dataset.PatientKey.Length == 0) map.Fault("rows_per_patient", "needs a patient_key.");
        foreach (var (endpoint, entry) in map.Map("endpoints")?.Entries() ?? []) dataset.Endpoints.Add(ReadEndpoint(endpoint, entry, dataset));
        foreach (var (text, entry) in map.Items("impossible"))
        {
            if (entry is null) map.Fault("impossible", $"{text} is no combination; write {{sex: male, site: ovary}}.");
            else dataset.Impossible.Add(ReadImpossible(entry, dataset));
        }

        foreach (var (table, entry) in map.Map("life_tables")?.Entries() ?? []) dataset.LifeTables.Add(LifeTableReader.Read(table, entry));
        map.RequireNoOthers();
        return dataset;
    }

    /// <summary>A derived variable uses what stands before it: so there are no circles.</summary>
    private static void RequireEarlier(Variable derived, Dataset dataset, StrictMap map)
    {
        foreach (var used in Variables(derived.Derived).Distinct())
        {
            if (used == derived.Name || used == dataset.PatientKey) map.Fault("derived", $"{used} cannot be used here.");
            else if (used != "site" && dataset.Variables.All(v => v.Name != used)) map.Fault("derived", $"{used} is no variable that stands before {derived.Name}.{Hint(used, dataset)}");
        }
    }

    private static IEnumerable<string> Variables(Expression expression) => expression.KindCase switch
    {
        Expression.KindOneofCase.Variable => [expression.Variable],
        Expression.KindOneofCase.Application => expression.Application.Arguments.SelectMany(a => Variables(a.Value)),
        _ => [],
    };

    private static Endpoint ReadEndpoint(string name, StrictMap map, Dataset dataset)
    {
        var endpoint = new Endpoint { Name = name, Label = map.Text("label"), Origin = map.Text("origin"), End = map.Text("end"), Time = map.Text("time"), Event = map.Text("event", required: true) };
        if (endpoint.Time.Length == 0 && (endpoint.Origin.Length == 0 || endpoint.End.Length == 0)) map.Fault("an endpoint needs time:, or origin: and end:.");
        foreach (var date in new[] { "origin", "end" }) RequireType(map, date, dataset, v => v.Type == VariableType.Date, "a date");
        RequireType(map, "time", dataset, v => v.Type is VariableType.Duration or VariableType.Integer or VariableType.Decimal, "a duration or number");
        RequireType(map, "event", dataset, v => v.EventLevel.Length > 0 || v.Type == VariableType.Boolean, "a boolean or a variable with event:");
        map.RequireNoOthers();
        return endpoint;
    }

    private static void RequireType(StrictMap map, string key, Dataset dataset, Func<Variable, bool> fits, string wanted)
    {
        var name = map.Text(key);
        if (name.Length == 0) return;
        var variable = dataset.Variables.FirstOrDefault(v => v.Name == name);
        if (variable is null) map.Fault(key, $"{name} is no variable.{Hint(name, dataset)}");
        else if (!fits(variable)) map.Fault(key, $"{name} is not {wanted}.");
    }

    private static ImpossibleCombination ReadImpossible(StrictMap map, Dataset dataset)
    {
        var combination = new ImpossibleCombination();
        foreach (var (name, level) in map.TextEntries())
        {
            var variable = dataset.Variables.FirstOrDefault(v => v.Name == name);
            if (variable is null) map.Fault(name, $"no such variable.{Hint(name, dataset)}");
            else if (!Levels(variable).Contains(level)) map.Fault(name, $"{level} is no level of it.{(NearestName.Of(level, Levels(variable)) is { } near ? $" Did you mean {near}?" : "")}");
            combination.Parts.Add(new LevelOfVariable { Variable = name, Level = level });
        }

        if (combination.Parts.Count < 2) map.Fault("a combination names two variables or more.");
        return combination;
    }

    private static string[] Levels(Variable variable) => variable.Type switch
    {
        VariableType.Boolean => ["false", "true"],
        _ => [.. variable.Levels.Select(l => l.Name)],
    };

    private static string Hint(string name, Dataset dataset) => NearestName.Of(name, dataset.Variables.Select(v => v.Name)) is { } near ? $" Did you mean {near}?" : "";
}
