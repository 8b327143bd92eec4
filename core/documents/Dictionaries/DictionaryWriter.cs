using System.Globalization;
using System.Text;
using FedOnco.Protos;

namespace FedOnco.Documents.Dictionaries;

/// <summary>Writes dictionary.yaml, one line a variable.</summary>
internal static class DictionaryWriter
{
    public static string Write(Dictionary dictionary)
    {
        var text = new StringBuilder();
        text.Append($"study: {Quote(dictionary.Study)}\nversion: {dictionary.Version}\ndatasets:\n");
        foreach (var dataset in dictionary.Datasets)
        {
            text.Append($"  {Quote(dataset.Name)}:\n");
            Line(text, 4, "label", dataset.Label);
            Line(text, 4, "patient_key", dataset.PatientKey);
            Line(text, 4, "source", dataset.Source);
            if (dataset.OneRowPerPatient) text.Append("    rows_per_patient: one\n");
            text.Append("    variables:\n");
            foreach (var variable in dataset.Variables) text.Append($"      {Quote(variable.Name)}: {{{string.Join(", ", Fields(variable))}}}\n");
            if (dataset.Endpoints.Count > 0) text.Append("    endpoints:\n");
            foreach (var endpoint in dataset.Endpoints) text.Append($"      {Quote(endpoint.Name)}: {{{string.Join(", ", Fields(endpoint))}}}\n");
            if (dataset.Impossible.Count > 0) text.Append("    impossible:\n");
            foreach (var combination in dataset.Impossible) text.Append($"      - {{{string.Join(", ", combination.Parts.Select(p => $"{Quote(p.Variable)}: {Quote(p.Level)}"))}}}\n");
            if (dataset.LifeTables.Count > 0) text.Append("    life_tables:\n");
            foreach (var table in dataset.LifeTables)
                text.Append($"      {Quote(table.Name)}: {{sexes: [{string.Join(", ", table.Sexes.Select(Quote))}], first_year: {table.FirstYear}, years: {table.Years}, first_age: {table.FirstAge}, ages: {table.Ages}, daily: [{string.Join(", ", table.Daily.Select(Number))}]}}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Fields(Variable variable)
    {
        yield return $"type: {VariableReader.NameOf(variable.Type)}";
        if (variable.Label.Length > 0) yield return $"label: {Quote(variable.Label)}";
        if (variable.Unit.Length > 0) yield return $"unit: {Quote(variable.Unit)}";
        if (variable.Type == VariableType.Date) yield return $"range: [{Date(variable.Minimum)}, {Date(variable.Maximum)}]";
        else if (variable.Type is not (VariableType.Category or VariableType.Boolean)) yield return $"range: [{Number(variable.Minimum)}, {Number(variable.Maximum)}]";
        if (variable.Step > 0 && variable.Type is not (VariableType.Boolean or VariableType.Category)) yield return $"step: {Number(variable.Step)}";
        if (variable.Levels.Count > 0) yield return $"levels: [{string.Join(", ", variable.Levels.Select(Level))}]";
        if (variable.EventLevel.Length > 0) yield return $"event: {Quote(variable.EventLevel)}";
        if (variable.Lattice is { } lattice) yield return $"lattice: {{unit: {Quote(lattice.Unit)}, factor: {Number(lattice.Factor)}}}";
        if (variable.MissingCodes.Count > 0) yield return $"missing: [{string.Join(", ", variable.MissingCodes.Select(c => Missing(variable, c)))}]";
        if (variable.Magnitude) yield return "magnitude: true";
        if (variable.Derived is { } derived) yield return $"derived: {Quote(derived.ToText())}";
        if (variable.Aggregate is { } aggregate) yield return $"aggregate: {{{string.Join(", ", Fields(aggregate))}}}";
    }

    private static IEnumerable<string> Fields(Aggregate aggregate)
    {
        yield return $"of: {Quote(aggregate.Dataset)}";
        yield return $"take: {AggregateReader.NameOf(aggregate.Function)}";
        if (aggregate.Variable.Length > 0) yield return $"value: {Quote(aggregate.Variable)}";
        if (aggregate.Where.Count > 0) yield return $"where: {{{string.Join(", ", aggregate.Where.Select(w => $"{Quote(w.Variable)}: [{string.Join(", ", w.Levels.Select(Quote))}]"))}}}";
        if (aggregate.Time.Length > 0) yield return $"time: {Quote(aggregate.Time)}";
        if (aggregate.Origin.Length > 0) yield return $"origin: {Quote(aggregate.Origin)}";
        if (aggregate.HasFromDay) yield return $"window: [{Number(aggregate.FromDay)}, {Number(aggregate.ToDay)}]";
    }

    private static IEnumerable<string> Fields(Endpoint endpoint)
    {
        foreach (var (key, value) in new[] { ("label", endpoint.Label), ("origin", endpoint.Origin), ("end", endpoint.End), ("time", endpoint.Time), ("event", endpoint.Event) })
        {
            if (value.Length > 0) yield return $"{key}: {Quote(value)}";
        }
    }

    private static string Missing(Variable variable, string code) => variable.MissingMeanings.FirstOrDefault(m => m.Code == code) is { } known
        ? $"{{code: {Quote(code)}, meaning: {Quote(known.Meaning)}}}"
        : Quote(code);

    private static string Level(Level level)
    {
        if (level.Label.Length == 0 && level.Codes.Count == 0) return Quote(level.Name);
        var codes = level.Codes.Count > 0 ? $", codes: [{string.Join(", ", level.Codes.Select(Quote))}]" : "";
        return $"{{name: {Quote(level.Name)}, label: {Quote(level.Label)}{codes}}}";
    }

    private static void Line(StringBuilder text, int indent, string key, string value)
    {
        if (value.Length > 0) text.Append($"{new string(' ', indent)}{key}: {Quote(value)}\n");
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Date(double days) => Quote(new DateOnly(1970, 1, 1).AddDays((int)days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static string Quote(string text) => ExpressionText.Quote(text);
}
