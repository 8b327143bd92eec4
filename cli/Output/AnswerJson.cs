using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FedOnco.Protos;

namespace FedOnco.Cli.Output;

/// <summary>One JSON document a call, on one line.</summary>
internal static class AnswerJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Answer answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options)) Write(json, answer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Answer answer)
    {
        var run = answer.Run;
        json.WriteStartObject();
        json.WriteString("call", answer.Call);
        json.WriteString("status", answer.Status);
        json.WriteStartObject("sites");
        json.WriteNumber("asked", run?.SitesAsked.Count ?? 0);
        json.WriteNumber("contributed", run?.SitesContributed.Count ?? 0);
        Texts(json, "missing", run?.SitesMissing ?? []);
        json.WriteEndObject();
        if (!answer.IsCompleted) Fault(json, answer);
        json.WritePropertyName("tidy");
        Rows(json, answer.IsCompleted ? run!.Result.Tidy : null);
        json.WriteStartObject("glance");
        foreach (var entry in answer.IsCompleted ? run!.Result.Glance : []) Entry(json, entry);
        json.WriteEndObject();
        Suppressed(json, answer.IsCompleted ? run!.Result.Suppressed : []);
        Texts(json, "notes", (answer.IsCompleted ? run!.Result.Notes : []).Concat(answer.Notes));
        json.WriteEndObject();
    }

    private static void Fault(Utf8JsonWriter json, Answer answer)
    {
        var first = answer.Problems.Count > 0 ? answer.Problems[0] : new Problem { Reason = ErrorReason.Internal, Message = "The run ended without a reason." };
        json.WriteStartObject("error");
        json.WriteString("reason", first.Reason.WireName());
        json.WriteString("message", first.Message);
        json.WriteEndObject();
        if (answer.Status != "invalid") return;
        if (first.HasPosition) json.WriteNumber("position", first.Position);
        if (answer.Problems.Count < 2) return;
        json.WriteStartArray("errors");
        foreach (var problem in answer.Problems)
        {
            json.WriteStartObject();
            json.WriteString("reason", problem.Reason.WireName());
            json.WriteString("message", problem.Message);
            if (problem.HasPosition) json.WriteNumber("position", problem.Position);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Entry(Utf8JsonWriter json, GlanceEntry entry)
    {
        json.WritePropertyName(entry.Name);
        switch (entry.ValueCase)
        {
            case GlanceEntry.ValueOneofCase.Table:
                Rows(json, entry.Table);
                break;
            case GlanceEntry.ValueOneofCase.Number:
                Number(json, entry.Number);
                break;
            case GlanceEntry.ValueOneofCase.Text:
                json.WriteStringValue(entry.Text);
                break;
            case GlanceEntry.ValueOneofCase.Logical:
                json.WriteBooleanValue(entry.Logical);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static void Rows(Utf8JsonWriter json, Table? table)
    {
        json.WriteStartArray();
        var cells = table is null ? null : new TableCells(table);
        for (var row = 0; row < (cells?.Rows ?? 0); row++)
        {
            json.WriteStartObject();
            foreach (var column in cells!.Columns)
            {
                json.WritePropertyName(column.Name);
                Cell(json, column, row);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Cell(Utf8JsonWriter json, TableCells.Column column, int row)
    {
        if (column.IsMissing(row)) json.WriteNullValue();
        else if (column.Source.Numbers is { } numbers) Number(json, numbers.Values[row]);
        else if (column.Source.Texts is { } texts) json.WriteStringValue(texts.Values[row]);
        else json.WriteBooleanValue(column.Source.Logicals.Values[row]);
    }

    private static void Number(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    private static void Suppressed(Utf8JsonWriter json, IEnumerable<Suppression> suppressed)
    {
        json.WriteStartArray("suppressed");
        foreach (var item in suppressed)
        {
            json.WriteStartObject();
            json.WriteString("rule", item.Rule);
            json.WriteString("table", item.Table);
            Texts(json, "columns", item.Columns);
            json.WriteNumber("rows", item.Rows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
