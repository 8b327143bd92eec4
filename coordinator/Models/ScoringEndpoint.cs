using System.Text.Json;
using FedOnco.Analyses.Learning;
using FedOnco.Coordinator.Research;
using FedOnco.Protos;
using Microsoft.AspNetCore.Http.Features;

namespace FedOnco.Coordinator.Models;

/// <summary>POST /v1/models/MODEL/score with {"study": .., "rows": [{"age": 50, "size": "20-50"}]}: scores and predictions, a row each.</summary>
/// <remarks>The rows are read, scored and forgotten; whoever has patients' rows scores them at home with the ONNX file instead.</remarks>
internal static class ScoringEndpoint
{
    public const int MostRows = 10_000;

    private const long MostBytes = 8 << 20;

    public static void Map(WebApplication app) => app.MapPost("/v1/models/{model}/score", async (string model, HttpContext http, ModelRegistry models, Callers callers) =>
    {
        try
        {
            var person = callers.Of(http.Request.Headers.Authorization.ToString(), Deed.SeeResults);
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;
            using var body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted).ConfigureAwait(false);
            RequireText(body.RootElement);
            await WriteAsync(http, 200, json => Answer(json, body.RootElement, model, models, person, callers)).ConfigureAwait(false);
        }
        catch (BadHttpRequestException)
        {
            await FaultAsync(http, new FedOncoException(ErrorReason.TooLarge, $"A request has at most {MostBytes >> 20} MiB. Score the rows in parts.")).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            await FaultAsync(http, new FedOncoException(ErrorReason.WrongArgument, "The body is no JSON. It has the form {\"rows\": [{\"age\": 50}]}.")).ConfigureAwait(false);
        }
        catch (FedOncoException fault)
        {
            await FaultAsync(http, fault).ConfigureAwait(false);
        }
    });

    /// <summary>Names and texts that are half a character are read by nothing further on.</summary>
    /// <exception cref="JsonException">There is one.</exception>
    private static void RequireText(JsonElement element)
    {
        try
        {
            if (element.ValueKind == JsonValueKind.String) _ = element.GetString();
            if (element.ValueKind == JsonValueKind.Array) foreach (var item in element.EnumerateArray()) RequireText(item);
            if (element.ValueKind != JsonValueKind.Object) return;
            foreach (var property in element.EnumerateObject())
            {
                _ = property.Name;
                RequireText(property.Value);
            }
        }
        catch (InvalidOperationException broken)
        {
            throw new JsonException("A text is no Unicode.", broken);
        }
    }

    private static void Answer(Utf8JsonWriter json, JsonElement body, string name, ModelRegistry models, State.Person person, Callers callers)
    {
        var study = callers.StudyOf(person, body.ValueKind == JsonValueKind.Object && body.TryGetProperty("study", out var s) && s.ValueKind == JsonValueKind.String ? s.GetString()! : ""); // A string has text.
        var found = models.Find(study.Name, person.Name, name) ?? throw new FedOncoException(ErrorReason.WrongArgument, $"There is no model {name} for you in {study.Name}. `fedonco models` lists yours.");
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("rows", out var rows) || rows.ValueKind != JsonValueKind.Array || rows.GetArrayLength() > MostRows)
            throw new FedOncoException(ErrorReason.WrongArgument, $"\"rows\" is a list of at most {MostRows} objects, one a row.");
        var scorer = new ModelScorer(found.Run.Result.Model);
        var scores = rows.EnumerateArray().Select(r => scorer.Score(Features(found.Run.Result.Model, r))).ToList();
        if (scores.FindIndex(s => !double.IsFinite(s) || !double.IsFinite(scorer.Prediction(s))) is var beyond and >= 0) throw new FedOncoException(ErrorReason.WrongArgument, $"The score of row {beyond + 1} is no finite number: a value there is far from what the model was trained on.");
        json.WriteString("model", found.Name);
        json.WriteNumber("version", found.Version);
        Write(json, "scores", scores);
        Write(json, "predictions", scores.Select(scorer.Prediction));
    }

    /// <summary>Absent and null are missing.</summary>
    private static double[] Features(TrainedModel model, JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object) throw new FedOncoException(ErrorReason.WrongArgument, "A row is an object: {\"age\": 50}.");
        if (row.EnumerateObject().FirstOrDefault(p => model.Features.All(f => f.Name != p.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } stranger)
            throw new FedOncoException(ErrorReason.UnknownVariable, $"The model has no variable {stranger.Name}. It has: {string.Join(", ", model.Features.Select(f => f.Name))}.");
        return [.. model.Features.Select(f => row.TryGetProperty(f.Name, out var value) && value.ValueKind != JsonValueKind.Null ? Value(f, value) : double.NaN)];
    }

    private static double Value(ModelFeature feature, JsonElement value)
    {
        if (feature.Levels.Count == 0)
        {
            return value.ValueKind switch
            {
                JsonValueKind.Number when value.GetDouble() is var number && double.IsFinite(number) => number,
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                _ => throw new FedOncoException(ErrorReason.WrongType, $"{feature.Name} is a number."),
            };
        }

        var level = value.ValueKind == JsonValueKind.String ? feature.Levels.IndexOf(value.GetString()) : -1;
        return level >= 0 ? level : throw new FedOncoException(ErrorReason.UnknownLevel, $"{feature.Name} is one of: {string.Join(", ", feature.Levels)}.");
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static Task FaultAsync(HttpContext http, FedOncoException fault) => WriteAsync(http, StatusOf(fault.Reason), json =>
    {
        json.WriteString("reason", fault.Reason.WireName());
        json.WriteString("message", fault.Message);
    });

    private static int StatusOf(ErrorReason reason) => reason switch
    {
        ErrorReason.NotAuthorised or ErrorReason.TokenExpired => 401,
        ErrorReason.WrongRole => 403,
        _ => 400,
    };

    private static async Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(buffer.ToArray(), http.RequestAborted).ConfigureAwait(false);
    }
}
