using FedOnco.Protos;

namespace FedOnco.Cli.Output;

/// <summary>The tidy table as CSV with every digit.</summary>
internal static class CsvFile
{
    public static void Write(string file, Table table)
    {
        var cells = new TableCells(table);
        using var writer = new StreamWriter(file);
        writer.Write(string.Join(',', cells.Columns.Select(c => Field(c.Name))) + "\n");
        for (var row = 0; row < cells.Rows; row++) writer.Write(string.Join(',', cells.Columns.Select(c => Field(c.Exact(row)))) + "\n");
    }

    private static string Field(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
