using System.Net;
using System.Text;
using FedOnco.Cli.Output;
using FedOnco.Cli.Plots;
using FedOnco.Protos;

namespace FedOnco.Cli.Reports;

/// <summary>One call of a report: title, call, plot, tables, notes, where it came from.</summary>
internal static class ReportSection
{
    /// <summary>What a paper would call it, else the name of the call.</summary>
    public static string Title(Answer answer)
    {
        if (answer.Run?.Question?.Analysis?.Table1 is { } spec) return spec.By is null ? "Baseline characteristics" : $"Baseline characteristics by {spec.By.Right.ToText()}";
        var call = answer.Call[(answer.Call.IndexOf("<-", StringComparison.Ordinal) is var at and >= 0 ? at + 2 : 0)..].Trim();
        return call.IndexOf('(', StringComparison.Ordinal) is var end and > 0 ? call[..end] : call;
    }

    public static void Write(StringBuilder html, Answer answer)
    {
        html.Append($"<section>\n<h1>{WebUtility.HtmlEncode(Title(answer))}</h1>\n<pre><code>{WebUtility.HtmlEncode(answer.Call)}</code></pre>\n");
        if (answer.IsCompleted) Tables(html, answer.Run!.Result, answer.Run); // A completed answer has its run.
        foreach (var problem in answer.Problems) html.Append($"<p class=\"fault\">{WebUtility.HtmlEncode($"{answer.Status}: {problem.Message}")}</p>\n");
        var result = answer.IsCompleted ? answer.Run!.Result : new Result();
        Listed(html, "Notes", result.Notes.Concat(answer.Notes));
        Listed(html, "Suppressed", result.Suppressed.Select(s => $"{s.Rows} row{(s.Rows == 1 ? "" : "s")} of {s.Table} ({string.Join(", ", s.Columns)}), rule {s.Rule}"));
        if (answer.Run is { } run) Provenance(html, run);
        html.Append("</section>\n");
    }

    private static void Tables(StringBuilder html, Result result, Run run)
    {
        if (run.Question?.Analysis is not null && ResultPlots.Of(run) is { } plot) html.Append("<figure>\n").Append(PlotFile.Svg(plot)).Append("\n</figure>\n");
        if (BaselineTable.Of(run) is { } baseline) HtmlTable.Write(html, baseline);
        else HtmlTable.Write(html, result.Tidy, Hidden(result, "tidy"));
        var scalars = result.Glance.Where(g => g.ValueCase is GlanceEntry.ValueOneofCase.Number or GlanceEntry.ValueOneofCase.Text or GlanceEntry.ValueOneofCase.Logical).ToList();
        if (scalars.Count > 0) Pairs(html, "Summary", scalars.Select(g => (g.Name, Scalar(g))));
        foreach (var entry in result.Glance.Where(g => g.Table is not null))
        {
            html.Append($"<h2>{WebUtility.HtmlEncode(entry.Name)}</h2>\n");
            HtmlTable.Write(html, entry.Table, Hidden(result, entry.Name));
        }
    }

    private static void Provenance(StringBuilder html, Run run)
    {
        var rows = new List<(string, string)> { ("Run", run.Id), ("Study", run.Study), ("Asked by", run.Person) };
        if (run.Submitted is not null) rows.Add(("Submitted", $"{run.Submitted.ToDateTime():yyyy-MM-dd HH:mm:ss} UTC"));
        rows.Add(("Centres", $"{run.SitesContributed.Count} of {run.SitesAsked.Count}{(run.SitesContributed.Count == 0 ? "" : ": " + string.Join(", ", run.SitesContributed))}"));
        if (run.SitesMissing.Count > 0) rows.Add(("Missing", string.Join(", ", run.SitesMissing)));
        if (run.Canonical.Length > 0) rows.Add(("Question", run.Canonical));
        if (run.Provenance is { } p)
        {
            if (p.Contract?.Terms is { } terms) rows.Add(("Policy", $"{terms.Profile.ToString().ToLowerInvariant()} profile"));
            rows.Add(("Secure sums", $"{p.Sums}, signed by {p.EndSignatures.Count} centres"));
            rows.Add(("Contract", Convert.ToHexStringLower(p.ContractHash.Span)));
            rows.Add(("Transcript", Convert.ToHexStringLower(p.LastTranscriptHash.Span)));
            rows.Add(("Version", $"FedOnco {p.ProductVersion}"));
        }

        Pairs(html, "Provenance", rows.Where(r => r.Item2.Length > 0));
    }

    private static HashSet<string> Hidden(Result result, string table) => [.. result.Suppressed.Where(s => s.Table == table).SelectMany(s => s.Columns)];

    private static string Scalar(GlanceEntry entry) => entry.ValueCase switch
    {
        GlanceEntry.ValueOneofCase.Text => entry.Text,
        GlanceEntry.ValueOneofCase.Logical => entry.Logical ? "TRUE" : "FALSE",
        _ => ShortNumber.Of(entry.Number),
    };

    private static void Listed(StringBuilder html, string heading, IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count == 0) return;
        html.Append($"<h2>{heading}</h2>\n<ul>\n");
        foreach (var item in all) html.Append($"<li>{WebUtility.HtmlEncode(item)}</li>\n");
        html.Append("</ul>\n");
    }

    private static void Pairs(StringBuilder html, string heading, IEnumerable<(string Name, string Value)> rows)
    {
        html.Append($"<h2>{heading}</h2>\n<dl>\n");
        foreach (var (name, value) in rows) html.Append($"<dt>{WebUtility.HtmlEncode(name)}</dt><dd>{WebUtility.HtmlEncode(value)}</dd>\n");
        html.Append("</dl>\n");
    }
}
