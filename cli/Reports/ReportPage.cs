using System.Net;
using System.Text;
using FedOnco.Cli.Output;

namespace FedOnco.Cli.Reports;

/// <summary>Answers as one HTML page without anything from elsewhere: no script, no font, no image but drawings inside.</summary>
internal static class ReportPage
{
    private const string Style = """
        body { font: 15px/1.45 system-ui, "Helvetica Neue", Arial, sans-serif; color: #1a1a1a; max-width: 70rem; margin: 2.5rem auto; padding: 0 1.5rem; }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem; } h2 { font-size: 1.05rem; margin: 1.8rem 0 .5rem; }
        section + section { border-top: 1px solid #bbb; margin-top: 3rem; padding-top: 2rem; }
        code { font: 13px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
        pre { background: #f5f5f3; padding: .7rem .9rem; white-space: pre-wrap; margin: 0 0 1.2rem; }
        table { border-collapse: collapse; border-top: 2px solid #1a1a1a; border-bottom: 2px solid #1a1a1a; margin: .6rem 0 1rem; font-variant-numeric: tabular-nums; }
        thead th { border-bottom: 1px solid #1a1a1a; text-align: left; vertical-align: bottom; font-weight: 600; }
        th, td { padding: .22rem .9rem .22rem 0; text-align: left; } tbody th { font-weight: 500; } tbody th.level { font-weight: 400; padding-left: 1.5rem; }
        td.number, thead th.number { text-align: right; white-space: nowrap; } .baseline td.number, .baseline thead th + th { text-align: center; }
        td.hidden { color: #8a4b00; font-style: italic; } .fault { color: #a00000; } svg { max-width: 100%; height: auto; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; margin: 0; font-size: .9rem; } dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; }
        ul { padding-left: 1.2rem; margin: 0; font-size: .9rem; }
        @media print { body { margin: 0; max-width: none; font-size: 10pt; } section { break-inside: auto; } thead { display: table-header-group; } }
        """;

    public static string Of(IReadOnlyList<Answer> answers)
    {
        var title = answers.Count == 1 ? ReportSection.Title(answers[0]) : $"{answers.Count} answers";
        var html = new StringBuilder($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{WebUtility.HtmlEncode(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n");
        foreach (var answer in answers) ReportSection.Write(html, answer);
        return html.Append("</body>\n</html>\n").ToString();
    }
}
