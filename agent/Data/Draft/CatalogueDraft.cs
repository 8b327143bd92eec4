using System.Text;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Draft;

/// <summary>A catalogue.yaml to finish by hand: what was found, and comments that say what to decide.</summary>
internal static class CatalogueDraft
{
    /// <param name="dictionaries">All studies of this centre.</param>
    /// <param name="sources">What was found.</param>
    /// <param name="connections">Text that begins with connections:, where the sources are tables of a server.</param>
    public static string Write(IEnumerable<Dictionary> dictionaries, IReadOnlyList<SourceSample> sources, string connections = "")
    {
        var text = new StringBuilder("# Where the datasets of this centre lie and how they are written here. Stays at the centre.\n# Drafted by `fedonco-agent init`: look at every line with decide: or check:, then run `fedonco-agent check`.\n");
        if (connections.Length > 0) text.Append(connections.TrimEnd()).Append('\n');
        text.Append("datasets:\n");
        foreach (var dictionary in dictionaries)
        {
            foreach (var dataset in dictionary.Datasets) Append(text, dictionary.Study, dataset, ColumnMatch.Best(dataset, sources));
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string study, Dataset dataset, SourceSample? source)
    {
        if (source is null)
        {
            text.Append($"  # decide: nothing found for {Comment(dataset.Name)} of {Comment(study)}; name its csv:, parquet:, duckdb:, postgres: or omop54:\n");
            return;
        }

        text.Append($"  {ExpressionText.Quote(dataset.Name)}:\n    study: {ExpressionText.Quote(study)}\n    {source.Yaml}\n    public: false # true for open data only\n");
        var fields = new StringBuilder();
        foreach (var variable in dataset.Variables.Where(v => v.Derived is null && v.Aggregate is null)) Append(fields, text, variable, dataset, source);
        if (fields.Length > 0) text.Append("    variables:\n").Append(fields);
    }

    private static void Append(StringBuilder fields, StringBuilder entry, Variable variable, Dataset dataset, SourceSample source)
    {
        var column = ColumnMatch.Of(variable, dataset, source);
        if (variable.Name == dataset.PatientKey && column is not null)
        {
            if (column.Name != variable.Name) entry.Append($"    key: {ExpressionText.Quote(column.Name)} # check: the patient, the same number in every file\n");
            return;
        }

        if (column is null)
        {
            var candidates = ColumnMatch.Candidates(variable, source);
            fields.Append($"      # decide: which column is {Comment(variable.Name)}{(variable.Label.Length > 0 ? $" ({Comment(variable.Label)})" : "")}?{(candidates.Count > 0 ? $" Perhaps {Comment(string.Join(", ", candidates))}." : "")}\n      {ExpressionText.Quote(variable.Name)}: {ExpressionText.Quote(variable.Name)}\n");
            return;
        }

        var draft = VariableDrafter.Draft(variable, column);
        foreach (var comment in draft.Comments) fields.Append($"      # {Comment(comment)}\n");
        // Below a comment always stands the variable that it speaks of.
        if (Fields(variable, column, draft).ToList() is { Count: > 0 } parts) fields.Append($"      {ExpressionText.Quote(variable.Name)}: {{{string.Join(", ", parts)}}}\n");
        else if (draft.Comments.Count > 0) fields.Append($"      {ExpressionText.Quote(variable.Name)}: {ExpressionText.Quote(column.Name)}\n");
    }

    private static IEnumerable<string> Fields(Variable variable, ColumnSample column, VariableDraft draft)
    {
        if (column.Name != variable.Name) yield return $"column: {ExpressionText.Quote(column.Name)}";
        if (draft.Dates.Count > 0) yield return $"date: {draft.Dates[0]}";
        if (draft.DecimalComma) yield return "decimal_comma: true";
        if (draft.Values.Count > 0) yield return $"values: {{{string.Join(", ", draft.Values.Select(v => $"{ExpressionText.Quote(v.Key)}: {ExpressionText.Quote(v.Value)}"))}}}";
        if (draft.Missing.Count > 0) yield return $"missing: [{string.Join(", ", draft.Missing.Select(ExpressionText.Quote))}]";
    }

    /// <summary>A comment ends with its line.</summary>
    private static string Comment(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
