using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Bench.Oracle;

/// <summary>
/// Answers every call of a file over DATA/centre/dataset.csv in this process, without masks and network: one JSON line a call, to
/// be compared with R's answers to the same file.
/// </summary>
internal static class AnswerCalls
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Run(string data, string calls, TextWriter output)
    {
        var loaded = new Dictionary<string, Centres>(StringComparer.Ordinal);
        var last = "";
        foreach (var call in File.ReadLines(calls).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            output.WriteLine(Document(call, () =>
            {
                var parsed = CallLanguage.Parse(call);
                if (parsed.Problems.Count > 0) throw new FedOncoException(parsed.Problems[0].Reason, parsed.Problems[0].Message);
                // A call on a named fit has no dataset of its own: the last one is meant.
                last = parsed.Question?.Data ?? parsed.PostFit?.Fits.Select(f => f.Question?.Data).FirstOrDefault(d => d is not null) ?? last;
                if (!loaded.TryGetValue(last, out var centres)) loaded[last] = centres = Centres.Load(data, last);
                return centres.Answer(call);
            }));
        }
    }

    private static string Document(string call, Func<Result> answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("call", call);
            try
            {
                var result = answer();
                json.WriteString("status", "completed");
                json.WritePropertyName("tidy");
                Rows(json, result.Tidy);
                json.WriteStartObject("glance");
                foreach (var entry in result.Glance) Entry(json, entry);
                json.WriteEndObject();
            }
            catch (FedOncoException fault)
            {
                json.WriteString("status", "failed");
                json.WriteStartObject("error");
                json.WriteString("reason", fault.Reason.ToString());
                json.WriteString("message", fault.Message);
                json.WriteEndObject();
            }

            catch (Exception crash) when (crash is ArithmeticException or ArgumentException or InvalidOperationException or IndexOutOfRangeException or MathNet.Numerics.NonConvergenceException)
            {
                json.WriteString("status", "crashed");
                json.WriteStartObject("error");
                json.WriteString("reason", crash.GetType().Name);
                json.WriteString("message", crash.ToString());
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Entry(Utf8JsonWriter json, GlanceEntry entry)
    {
        json.WritePropertyName(entry.Name);
        if (entry.Table is { } table) Rows(json, table);
        else if (entry.ValueCase == GlanceEntry.ValueOneofCase.Number) Number(json, entry.Number);
        else if (entry.ValueCase == GlanceEntry.ValueOneofCase.Text) json.WriteStringValue(entry.Text);
        else json.WriteNullValue();
    }

    private static void Rows(Utf8JsonWriter json, Table table)
    {
        json.WriteStartArray();
        var rows = table.Columns.Count == 0 ? 0 : table.Columns[0].Numbers?.Values.Count ?? table.Columns[0].Texts.Values.Count;
        for (var i = 0; i < rows; i++)
        {
            json.WriteStartObject();
            foreach (var column in table.Columns)
            {
                json.WritePropertyName(column.Name);
                if (column.Missing.Contains((uint)i)) json.WriteNullValue();
                else if (column.Numbers is { } numbers) Number(json, numbers.Values[i]);
                else json.WriteStringValue(column.Texts.Values[i]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
}
