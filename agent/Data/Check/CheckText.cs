using System.Text;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Check;

/// <summary>The report for a terminal.</summary>
internal static class CheckText
{
    private static readonly string[] Header = ["variable", "column", "missing", "unknown", "implausible", ""];

    public static string Of(IReadOnlyList<DatasetCheck> checks)
    {
        var text = new StringBuilder();
        foreach (var check in checks)
        {
            text.Append($"{check.Study}/{check.Dataset}: {Verdict(check)}, {check.Rows} rows{(check.Patients < check.Rows ? $", {check.Patients} patients" : "")}\n");
            if (check.Variables.Count > 0) Table(text, check);
            foreach (var line in check.Faults) text.Append($"  fault: {line}\n");
            foreach (var line in check.Warnings) text.Append($"  note: {line}\n");
            foreach (var variable in check.Variables) Details(text, variable);
            text.Append('\n');
        }

        text.Append($"{checks.Count(c => c.Conforms)} of {checks.Count} datasets conform.\n");
        return text.ToString();
    }

    public static string Verdict(DatasetCheck check) => check.Conforms ? "conforming" : "NOT CONFORMING";

    /// <summary>A count with its share of the rows.</summary>
    public static string Count(long count, long rows) => count == 0 ? "0" : $"{count} ({Share(count, rows)})";

    private static string Share(long count, long rows) => 100.0 * count / rows is var percent && percent < 1 ? "<1%" : $"{Math.Round(percent)}%";

    private static void Table(StringBuilder text, DatasetCheck check)
    {
        var rows = check.Variables.Select(v => Cells(v, check.Rows)).Prepend(Header).ToList();
        var widths = Enumerable.Range(0, Header.Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows) text.Append($"  {string.Join("  ", row.Select((cell, c) => c is >= 2 and <= 4 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd()}\n");
    }

    private static string[] Cells(VariableCheck check, long rows) =>
        [check.Variable.Name, check.Column.Length == 0 ? "(computed)" : check.Column, Count(check.Missing, rows), Count(check.Unknown, rows), Count(check.Implausible, rows), check.Conforms ? "" : "<- fault"];

    private static void Details(StringBuilder text, VariableCheck check)
    {
        if (check.UnknownValues.Count > 0) text.Append($"  {check.Variable.Name}: unknown {Values(check.UnknownValues)}\n");
        if (check.ImplausibleValues.Count > 0) text.Append($"  {check.Variable.Name}: outside {Range(check.Variable)}: {Values(check.ImplausibleValues)}\n");
        foreach (var hint in check.Hints) text.Append($"  {check.Variable.Name}: {hint}\n");
    }

    public static string Values(IReadOnlyList<ValueCount> values) => string.Join(", ", values.Select(v => $"{Printable(v.Value)} ({v.Count})"));

    public static string Range(Variable variable) => variable.Type == VariableType.Date
        ? $"{Day(variable.Minimum)} to {Day(variable.Maximum)}"
        : $"{NumberText.Of(variable.Minimum)} to {NumberText.Of(variable.Maximum)}";

    /// <summary>Local values may hold anything, also what moves a terminal's cursor.</summary>
    private static string Printable(string value)
    {
        var shown = string.Concat(value.Take(40).Select(c => char.IsControl(c) ? '?' : c));
        return $"\"{shown}{(value.Length > 40 ? ".." : "")}\"";
    }

    private static string Day(double days) => new DateOnly(1970, 1, 1).AddDays((int)days).ToString("yyyy-MM-dd");
}
