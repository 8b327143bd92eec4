using System.Globalization;
using System.Text;
using System.Text.Json;
using FedOnco.Audit;

namespace FedOnco.Agent.LocalConsole;

/// <summary>The log of this site: its last entries, whether it is whole, and the runs that it tells of.</summary>
internal static class LogPages
{
    public const int Shown = 100;

    public static string Log(IReadOnlyList<string> lines, AuditVerification? found)
    {
        var html = new StringBuilder(found is null ? "<p><a href=\"/log?verify=1\">Verify the whole log</a></p>" : Verdict(found));
        html.Append($"<h2>The last {Math.Min(Shown, lines.Count)} entries, newest first</h2><table><thead><tr><th>Time</th><th>Kind</th><th>Entry</th></tr></thead><tbody>");
        foreach (var line in lines.Reverse()) html.Append(Entry(line));
        return html.Append("</tbody></table>").ToString();
    }

    public static string Runs(IReadOnlyList<LoggedRun> runs)
    {
        if (runs.Count == 0) return "<p>No run yet.</p>";
        var rows = runs.Take(Shown).Select(r => $"<tr><td data-label=\"Time\">{Page.Text(r.Time)}</td><td data-label=\"Study\">{Page.Text(r.Study)}</td><td data-label=\"Person\">{Page.Text(r.Person)}</td><td data-label=\"What\">{Page.Text(r.What)}</td><td data-label=\"Sums that left\">{r.Sums}</td><td data-label=\"Outcome\">{Page.Text(r.Outcome)}</td><td data-label=\"Contract\"><code>{Page.Text(r.Contract.Length > 16 ? r.Contract[..16] : r.Contract)}</code></td></tr>");
        return $"<table><thead><tr><th>Time</th><th>Study</th><th>Person</th><th>What</th><th>Sums that left</th><th>Outcome</th><th>Contract</th></tr></thead><tbody>{string.Concat(rows)}</tbody></table>";
    }

    private static string Verdict(AuditVerification found)
    {
        var root = $"<code>{Convert.ToHexStringLower(found.Head.Root)}</code>";
        return found.FirstChanged is { } line
            ? $"<p class=\"bad\" role=\"alert\">Line {line} is not what was written. Keep the file as it is, and compare the root with what the other centres hold.</p><p>{found.Entries} entries, root {root}</p>"
            : $"<p class=\"good\" role=\"status\">All {found.Entries.ToString(CultureInfo.InvariantCulture)} entries fit their hashes.</p><p>Root {root}</p>";
    }

    private static string Entry(string line)
    {
        using var entry = JsonDocument.Parse(line);
        var fields = entry.RootElement.EnumerateObject().ToList();
        var rest = string.Join("  ", fields.Where(f => f.Name is not ("kind" or "time")).Select(f => $"{f.Name} {f.Value}"));
        return $"<tr><td data-label=\"Time\">{Page.Text(Of("time"))}</td><td data-label=\"Kind\">{Page.Text(Of("kind"))}</td><td><code>{Page.Text(rest)}</code></td></tr>";

        string Of(string name) => fields.Find(f => f.Name == name).Value.ToString();
    }
}
