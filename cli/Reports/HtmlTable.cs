using System.Net;
using System.Text;
using FedOnco.Cli.Output;
using FedOnco.Protos;

namespace FedOnco.Cli.Reports;

/// <summary>Tables of a report as HTML: every text escaped, hidden cells marked.</summary>
internal static class HtmlTable
{
    public static void Write(StringBuilder html, BaselineTable table)
    {
        html.Append("<table class=\"baseline\">\n<thead><tr>");
        foreach (var heading in table.Headings) html.Append($"<th>{WebUtility.HtmlEncode(heading)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append($"<tr><th{(row.IsLevel ? " class=\"level\"" : "")}>{WebUtility.HtmlEncode(row.Label)}</th>");
            foreach (var cell in row.Cells) html.Append($"<td class=\"number{(cell.Contains('*', StringComparison.Ordinal) ? " hidden" : "")}\">{WebUtility.HtmlEncode(cell)}</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n");
    }

    /// <summary>Numbers with the digits that matter; all digits show where the pointer rests.</summary>
    public static void Write(StringBuilder html, Table source, IReadOnlyCollection<string> hidden)
    {
        var cells = new TableCells(source);
        var rule = cells.Columns.FirstOrDefault(c => c.Name == "suppressed" && c.Source.Texts is not null);
        html.Append("<table>\n<thead><tr>");
        foreach (var column in cells.Columns) html.Append($"<th{(column.Source.Numbers is null ? "" : " class=\"number\"")}>{WebUtility.HtmlEncode(column.Name)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        for (var row = 0; row < cells.Rows; row++)
        {
            html.Append("<tr>");
            foreach (var column in cells.Columns) html.Append(Cell(column, row, hidden.Contains(column.Name) && rule?.IsMissing(row) != true));
            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n");
    }

    private static string Cell(TableCells.Column column, int row, bool hidden)
    {
        if (column.IsMissing(row)) return hidden ? "<td class=\"number hidden\">suppressed</td>" : "<td class=\"missing\"></td>";
        var text = WebUtility.HtmlEncode(column.Text(row));
        return column.Source.Numbers is null ? $"<td>{text}</td>" : $"<td class=\"number\" title=\"{WebUtility.HtmlEncode(column.Exact(row))}\">{text}</td>";
    }
}
