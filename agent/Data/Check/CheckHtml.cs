using System.Net;
using System.Text;
using FedOnco.Documents.Dictionaries;

namespace FedOnco.Agent.Data.Check;

/// <summary>The report as one file without anything from elsewhere. It holds local values: it is for the centre's own eyes.</summary>
internal static class CheckHtml
{
    private const string Style = """
        :root { color-scheme: light dark; --line: #d5dae1; --soft: #f3f5f8; --bad: #b3261e; --good: #1b7a43; --warn: #8a5a00; --bar: #7d93b2; --quiet: #5b6472; }
        @media (prefers-color-scheme: dark) { :root { --line: #3a4150; --soft: #1f242d; --bad: #ff8a80; --good: #6fd39a; --warn: #f0c060; --bar: #6f86a8; --quiet: #a3adbb; } }
        body { font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .3rem; } p { margin: .3rem 0; }
        .quiet { color: var(--quiet); } .bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); font-weight: 600; } .warn { color: var(--warn); }
        .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin-top: .6rem; }
        th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
        th { background: var(--soft); font-weight: 600; } td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } th.n { text-align: right; }
        td.hint { min-width: 18rem; } code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em; } td.hint code { overflow-wrap: anywhere; } ul { margin: .3rem 0; padding-left: 1.2rem; }
        .bar { display: block; height: 4px; margin-top: 3px; background: var(--soft); } .bar i { display: block; height: 4px; background: var(--bar); }
        """;

    /// <param name="site">Id of this centre.</param>
    /// <param name="checks">All datasets.</param>
    /// <param name="made">When.</param>
    public static string Of(string site, IReadOnlyList<DatasetCheck> checks, DateTimeOffset made)
    {
        var html = new StringBuilder();
        html.Append($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Data check of {Text(site)}</title><style>\n{Style}\n</style></head><body>\n");
        html.Append($"<h1>Data check of {Text(site)}</h1>\n<p class=\"quiet\">{made:yyyy-MM-dd HH:mm} UTC, fedonco-agent {Text(Product.Version)}. This report holds values of your data: keep it at the centre. The coordinator learns only whether a dataset conforms.</p>\n");
        html.Append($"<p>{checks.Count(c => c.Conforms)} of {checks.Count} datasets conform.</p>\n");
        foreach (var check in checks) Append(html, check);
        return html.Append("</body></html>\n").ToString();
    }

    private static void Append(StringBuilder html, DatasetCheck check)
    {
        html.Append($"<h2>{Text(check.Study)} / {Text(check.Dataset)}: <span class=\"{(check.Conforms ? "good\">conforming" : "bad\">not conforming")}</span></h2>\n<p class=\"quiet\">{check.Rows} rows, {check.Patients} patients</p>\n");
        if (check.Faults.Count + check.Warnings.Count > 0) html.Append($"<ul>{string.Concat(check.Faults.Select(f => $"<li class=\"bad\">{Text(f)}</li>"))}{string.Concat(check.Warnings.Select(w => $"<li class=\"warn\">{Text(w)}</li>"))}</ul>\n");
        if (check.Variables.Count == 0) return;
        html.Append("<div class=\"wide\"><table><thead><tr><th>variable</th><th>column</th><th class=\"n\">missing</th><th class=\"n\">unknown</th><th class=\"n\">implausible</th><th>what to look at</th></tr></thead><tbody>\n");
        foreach (var variable in check.Variables) Append(html, variable, check.Rows);
        html.Append("</tbody></table></div>\n");
    }

    private static void Append(StringBuilder html, VariableCheck check, long rows)
    {
        var column = check.Column.Length == 0 ? "<span class=\"quiet\">computed</span>" : $"<code>{Text(check.Column)}</code>";
        html.Append($"<tr><td><code>{Text(check.Variable.Name)}</code><br><span class=\"quiet\">{DictionaryFile.NameOf(check.Variable.Type)}{(check.Variable.Unit.Length > 0 ? $", {Text(check.Variable.Unit)}" : "")}</span></td><td>{column}</td>");
        html.Append($"<td class=\"n\">{Text(CheckText.Count(check.Missing, rows))}{(check.Missing == 0 ? "" : $"<span class=\"bar\"><i style=\"width:{Math.Round(100.0 * check.Missing / rows)}%\"></i></span>")}</td>");
        html.Append($"<td class=\"n{(check.Unknown > 0 ? " bad" : "")}\">{Text(CheckText.Count(check.Unknown, rows))}</td><td class=\"n{(check.Implausible == 0 ? "" : check.Conforms ? " warn" : " bad")}\">{Text(CheckText.Count(check.Implausible, rows))}</td><td class=\"hint\">");
        if (check.UnknownValues.Count > 0) html.Append($"<p>unknown: <code>{Text(CheckText.Values(check.UnknownValues))}</code></p>");
        if (check.ImplausibleValues.Count > 0) html.Append($"<p>outside {Text(CheckText.Range(check.Variable))}: <code>{Text(CheckText.Values(check.ImplausibleValues))}</code></p>");
        foreach (var hint in check.Hints) html.Append($"<p>{Text(hint)}</p>");
        html.Append("</td></tr>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
