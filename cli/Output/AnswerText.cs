using FedOnco.Cli.Reports;
using FedOnco.Protos;
using Spectre.Console;
using Table = FedOnco.Protos.Table;

namespace FedOnco.Cli.Output;

/// <summary>An answer for people: tables on a terminal, plain aligned text when piped.</summary>
internal static class AnswerText
{
    private const int MostRows = 30;

    public static void Write(Answer answer, TextWriter writer, bool terminal)
    {
        if (!answer.IsCompleted)
        {
            Fault(answer, writer);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!terminal) console.Profile.Width = 1000;
        var result = answer.Run!.Result;
        if (BaselineTable.Of(answer.Run) is { } baseline) Show(console, baseline, terminal);
        else Show(console, result.Tidy, terminal);
        Scalars(result, writer);
        foreach (var entry in result.Glance.Where(g => g.Table is not null))
        {
            writer.WriteLine($"{entry.Name}:");
            Show(console, entry.Table, terminal);
        }

        foreach (var note in result.Notes.Concat(answer.Notes)) writer.WriteLine($"note: {note}");
        writer.WriteLine($"{answer.Run.SitesContributed.Count} of {answer.Run.SitesAsked.Count} centres, {answer.Run.Provenance.Sums} secure sums, {answer.Run.Provenance.Seconds:0.00} s");
    }

    private static void Show(IAnsiConsole console, Table source, bool terminal)
    {
        var cells = new TableCells(source);
        var table = new Spectre.Console.Table { Border = terminal ? TableBorder.Simple : TableBorder.None };
        foreach (var column in cells.Columns)
        {
            var shown = new Spectre.Console.TableColumn(Markup.Escape(column.Name)).NoWrap();
            table.AddColumn(column.Source.Numbers is null ? shown : shown.RightAligned());
        }

        foreach (var row in Enumerable.Range(0, Math.Min(cells.Rows, MostRows))) table.AddRow(cells.Columns.Select(c => Markup.Escape(c.Text(row))).ToArray());
        console.Write(table);
        if (cells.Rows > MostRows) console.WriteLine($"... and {cells.Rows - MostRows} more rows (--csv FILE or --json has them all)");
    }

    private static void Show(IAnsiConsole console, BaselineTable source, bool terminal)
    {
        var table = new Spectre.Console.Table { Border = terminal ? TableBorder.Simple : TableBorder.None };
        foreach (var heading in source.Headings) table.AddColumn(new Spectre.Console.TableColumn(Markup.Escape(heading)).NoWrap());
        foreach (var row in source.Rows) table.AddRow([Markup.Escape((row.IsLevel ? "  " : "") + row.Label), .. row.Cells.Select(Markup.Escape)]);
        console.Write(table);
    }

    private static void Scalars(Result result, TextWriter writer)
    {
        var items = result.Glance.Where(g => g.ValueCase is GlanceEntry.ValueOneofCase.Number or GlanceEntry.ValueOneofCase.Text)
            .Select(g => $"{g.Name} {(g.ValueCase == GlanceEntry.ValueOneofCase.Text ? g.Text : ShortNumber.Of(g.Number))}").ToList();
        if (items.Count > 0) writer.WriteLine(string.Join(", ", items));
    }

    private static void Fault(Answer answer, TextWriter writer)
    {
        foreach (var problem in answer.Problems)
        {
            writer.WriteLine($"{answer.Status}: {problem.Message}");
            if (!problem.HasPosition) continue;
            writer.WriteLine($"  {answer.Call}");
            writer.WriteLine($"  {new string(' ', (int)Math.Min(problem.Position, (uint)answer.Call.Length))}^");
        }
    }
}
