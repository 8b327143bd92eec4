using System.Globalization;
using FedOnco.Agent.Data.Check;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Draft;

/// <summary>Guesses how a column writes the values of a variable. What is not plain becomes a comment, never a silent choice.</summary>
internal static class VariableDrafter
{
    private static readonly string[] MissingWords = ["NA", "N/A", "n/a", "na", "NaN", "NULL", "null", ".", "-", "?", "ND", "NR", "UNK", "unknown", "Unknown", "UNKNOWN", "missing", "Missing", "inconnu", "Inconnu", "NSP"];
    private static readonly double[] MissingNumbers = [9, 99, 999, 9999, 99999, 88, 888, 8888, -1, -9, -99, -999, -9999];
    private static readonly string[] Yes = ["yes", "y", "oui", "o", "true", "t", "1", "vrai", "ja", "j", "x"];
    private static readonly string[] No = ["no", "n", "non", "false", "f", "0", "faux", "nein"];

    private static readonly DateFormat[] Formats = [.. new[] { "yyyy-MM-dd", "dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy", "dd-MM-yyyy", "yyyy/MM/dd", "yyyyMMdd", "d/M/yyyy", "M/d/yyyy", "d.M.yyyy" }.Select(p => DateFormat.Parse(p) ?? DateFormat.Iso)];

    /// <param name="variable">A variable that is read, not the key.</param>
    /// <param name="column">Its column.</param>
    public static VariableDraft Draft(Variable variable, ColumnSample column)
    {
        var draft = new VariableDraft();
        var known = variable.MissingCodes.Append("NA").ToList();
        var values = column.Values.Where(v => !known.Contains(v.Value)).ToList();
        foreach (var word in values.Where(v => MissingWords.Contains(v.Value) && variable.Levels.All(l => l.Name != v.Value))) draft.Missing.Add(word.Value);
        values = [.. values.Where(v => !draft.Missing.Contains(v.Value))];
        switch (variable.Type)
        {
            case VariableType.Category: Categories(variable, values, draft); break;
            case VariableType.Boolean: Booleans(variable, values, draft); break;
            case VariableType.Date: Dates(values, draft); break;
            default: Numbers(variable, values, draft); break;
        }

        return draft;
    }

    private static void Categories(Variable variable, List<ValueCount> values, VariableDraft draft)
    {
        var undecided = new List<ValueCount>();
        foreach (var value in values.Where(v => variable.Levels.All(l => l.Name != v.Value)))
        {
            var fitting = variable.Levels.Where(l => new[] { l.Name, l.Label }.Concat(l.Codes.Select(c => c[(c.IndexOf(':', StringComparison.Ordinal) + 1)..])).Any(t => t.Length > 0 && t.Trim().Equals(value.Value.Trim(), StringComparison.OrdinalIgnoreCase))).ToList();
            if (fitting.Count == 1) draft.Values[value.Value] = fitting[0].Name;
            else undecided.Add(value);
        }

        draft.Undecided(undecided);
    }

    private static void Booleans(Variable variable, List<ValueCount> values, VariableDraft draft)
    {
        var undecided = new List<ValueCount>();
        foreach (var value in values.Where(v => v.Value is not ("TRUE" or "T" or "true" or "1" or "FALSE" or "F" or "false" or "0")))
        {
            var word = value.Value.Trim().ToLowerInvariant();
            if (Yes.Contains(word)) draft.Values[value.Value] = "true";
            else if (No.Contains(word)) draft.Values[value.Value] = "false";
            else undecided.Add(value);
        }

        if (undecided.Any(v => v.Value == "2") && values.Any(v => v.Value == "1")) draft.Comments.Add($"decide: coded 1 and 2; if 2 is yes: values: {{\"1\": false, \"2\": true}}{(variable.EventLevel.Length > 0 ? " (2 is the event)" : "")}");
        else draft.Undecided(undecided);
    }

    private static void Dates(List<ValueCount> values, VariableDraft draft)
    {
        var fitting = Formats.Where(f => values.Count > 0 && values.All(v => Fits(v.Value, f))).ToList();
        if (fitting.Contains(DateFormat.Iso) || values.Count == 0) return;
        if (fitting.Count == 0)
        {
            // Several formats in one column, each for a part of the values.
            var parts = Formats.Where(f => values.Any(v => Fits(v.Value, f))).ToList();
            draft.Comments.Add($"decide: no one format fits all dates{(parts.Count == 0 ? "" : $"; those that fit some: {string.Join(", ", parts.Select(p => p.Pattern))} (date: takes a list)")}");
            draft.Undecided(values.Where(v => parts.All(p => !Fits(v.Value, p))));
            return;
        }

        draft.Dates.Add(fitting[0].Pattern);
        if (fitting.Exists(f => f.IsConfusedWith(fitting[0]))) draft.Comments.Add($"decide: {string.Join(" and ", fitting.Select(f => f.Pattern))} fit all dates; which is the month?");
    }

    private static bool Fits(string text, DateFormat format) => DateOnly.TryParseExact(text, format.Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static void Numbers(Variable variable, List<ValueCount> values, VariableDraft draft)
    {
        draft.DecimalComma = values.Any(v => Number(v.Value) is null && Number(v.Value.Replace(',', '.')) is not null) && !values.Any(v => v.Value.Contains('.', StringComparison.Ordinal));
        double? Read(ValueCount value) => Number(draft.DecimalComma ? value.Value.Replace(',', '.') : value.Value);
        draft.Undecided(values.Where(v => Read(v) is null));
        var outside = values.Where(v => Read(v) is { } n && (n < variable.Minimum || n > variable.Maximum)).ToList();
        if (outside is [{ Value: "2" }] && variable.Minimum == 0 && variable.Maximum == 1)
        {
            draft.Comments.Add("decide: coded 1 and 2; if 2 is yes: values: {\"1\": \"0\", \"2\": \"1\"}");
            return;
        }

        var codes = outside.Where(v => MissingNumbers.Contains(Read(v) ?? 0)).ToList();
        draft.Missing.AddRange(codes.Select(v => v.Value));
        if (codes.Count > 0) draft.Comments.Add($"check: {CheckText.Values(codes)} lie outside {CheckText.Range(variable)} and are taken for missing");
        var rest = outside.Where(v => !codes.Contains(v)).ToList();
        if (rest.Count > 0) draft.Comments.Add($"check: {CheckText.Values([.. rest.Take(5)])} lie outside {CheckText.Range(variable)}: another unit (unit:)? a code for missing?");
        else if (values.Find(v => Read(v) == 0) is { } zero && variable.Minimum <= 0 && IsApart(values, Read)) draft.Comments.Add($"check: 0 occurs {zero.Count} times, far from all other values: a code for missing? Then missing: [\"0\"]");
    }

    /// <summary>No value between 0 and a fifth of the greatest.</summary>
    private static bool IsApart(List<ValueCount> values, Func<ValueCount, double?> read)
    {
        var positive = values.Select(read).Where(n => n > 0).ToList();
        return positive.Count == 0 || positive.Min() > positive.Max() / 5;
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
