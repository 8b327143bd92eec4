using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Documents.Dictionaries;

/// <summary>Whether an aggregate makes sense: the other dataset, its variables, and a result that fits the variable.</summary>
internal static class AggregateRules
{
    public static void Require(PendingAggregate pending, Dictionary dictionary)
    {
        var (dataset, aggregate, map) = (pending.Dataset, pending.Variable.Aggregate, pending.Map);
        if (!dataset.OneRowPerPatient) map.Fault("aggregate", $"{dataset.Name} needs patient_key: and rows_per_patient: one to take values from another dataset.");
        var other = dictionary.Datasets.FirstOrDefault(d => d.Name == aggregate.Dataset);
        if (other is null || other == dataset)
        {
            map.Fault("aggregate", $"{aggregate.Dataset} is no other dataset of this study.{Hint(aggregate.Dataset, dictionary.Datasets.Select(d => d.Name))}");
            return;
        }

        if (other.PatientKey.Length == 0) map.Fault("aggregate", $"{other.Name} has no patient_key: its rows belong to nobody.");
        if (other.Variables.Any(v => v.Aggregate?.Dataset == dataset.Name)) map.Fault("aggregate", $"{other.Name} takes values from {dataset.Name} in turn.");
        foreach (var fault in Faults(pending.Variable, aggregate, dataset, other)) map.Fault("aggregate", fault);
    }

    private static IEnumerable<string> Faults(Variable variable, Aggregate aggregate, Dataset dataset, Dataset other)
    {
        foreach (var part in aggregate.Where)
        {
            if (Read(part.Variable, other) is not { } filter) yield return NoSuch(part.Variable, other);
            else if (part.Levels.FirstOrDefault(l => !LevelsOf(filter).Contains(l)) is { } unknown) yield return $"{unknown} is no level of {part.Variable}.{Hint(unknown, LevelsOf(filter))}";
        }

        foreach (var fault in ValueFaults(variable, aggregate, other).Concat(TimeFaults(aggregate, dataset, other))) yield return fault;
    }

    private static IEnumerable<string> ValueFaults(Variable variable, Aggregate aggregate, Dataset other)
    {
        var counts = aggregate.Function is AggregateFunction.Any or AggregateFunction.Count;
        var name = AggregateReader.NameOf(aggregate.Function is AggregateFunction.Unspecified ? AggregateFunction.Any : aggregate.Function);
        if (aggregate.Function == AggregateFunction.Any && variable.Type != VariableType.Boolean) yield return "any gives a boolean.";
        if (aggregate.Function == AggregateFunction.Count && variable.Type != VariableType.Integer) yield return "count gives an integer.";
        if (counts && aggregate.Variable.Length > 0) yield return $"{name} takes no value:; leave it out or filter with where:.";
        if (counts || aggregate.Function == AggregateFunction.Unspecified) yield break;
        if (aggregate.Variable.Length == 0) yield return $"{name} needs value:, the variable that is taken.";
        else if (Read(aggregate.Variable, other) is not { } value) yield return NoSuch(aggregate.Variable, other);
        else if (Misfit(variable, aggregate.Function, value, name) is { } misfit) yield return misfit;
    }

    private static string? Misfit(Variable variable, AggregateFunction function, Variable value, string name)
    {
        var number = value.Type is VariableType.Integer or VariableType.Decimal or VariableType.Duration;
        if (function == AggregateFunction.Mean) return !number ? $"{value.Name} has no mean." : variable.Type is VariableType.Decimal or VariableType.Duration ? null : "mean gives a decimal.";
        if (function is AggregateFunction.Min or AggregateFunction.Max && value.Type is VariableType.Category or VariableType.Boolean) return $"{value.Name} has no order: {name} needs a number or date.";
        if (variable.Type == VariableType.Category && !variable.Levels.Select(l => l.Name).SequenceEqual(value.Levels.Select(l => l.Name))) return $"its levels are not those of {value.Name}, in the same order.";
        return variable.Type == value.Type || (number && variable.Type is VariableType.Decimal or VariableType.Duration) ? null : $"its type is not that of {value.Name}.";
    }

    private static IEnumerable<string> TimeFaults(Aggregate aggregate, Dataset dataset, Dataset other)
    {
        var ordered = aggregate.Function is AggregateFunction.First or AggregateFunction.Last;
        if (aggregate.Time.Length == 0)
        {
            if (ordered || aggregate.HasFromDay) yield return "time: is needed, the variable that says when.";
            if (aggregate.Origin.Length > 0) yield return "origin: without time: says nothing.";
            yield break;
        }

        if (!ordered && !aggregate.HasFromDay) yield return "time: without window: says nothing.";
        if (aggregate.Origin.Length > 0 && !aggregate.HasFromDay) yield return "origin: without window: says nothing.";
        var time = Read(aggregate.Time, other);
        if (time is null) yield return NoSuch(aggregate.Time, other);
        else if (time.Type is VariableType.Category or VariableType.Boolean) yield return $"{aggregate.Time} is no date or number of days.";
        else if (aggregate.HasFromDay && time.Type == VariableType.Date && aggregate.Origin.Length == 0) yield return "origin: is needed, the date of this dataset around which the window lies.";
        else if (time.Type != VariableType.Date && aggregate.Origin.Length > 0) yield return $"origin: is for dates; {aggregate.Time} counts from an origin already.";
        if (aggregate.Origin.Length > 0 && Read(aggregate.Origin, dataset)?.Type != VariableType.Date) yield return $"{aggregate.Origin} is no date that {dataset.Name} reads.";
    }

    /// <summary>A variable that is read from the source; computed ones exist only after the join.</summary>
    private static Variable? Read(string name, Dataset dataset) => dataset.Variables.FirstOrDefault(v => v.Name == name && v.Derived is null && v.Aggregate is null && v.Name != dataset.PatientKey);

    private static string NoSuch(string name, Dataset other) => $"{name} is no variable that {other.Name} reads.{Hint(name, other.Variables.Select(v => v.Name))}";

    private static string[] LevelsOf(Variable variable) => variable.Type == VariableType.Boolean ? ["false", "true"] : [.. variable.Levels.Select(l => l.Name)];

    private static string Hint(string name, IEnumerable<string> known) => NearestName.Of(name, known) is { } near ? $" Did you mean {near}?" : "";
}
