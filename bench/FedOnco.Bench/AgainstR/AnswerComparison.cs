using System.Text.Json;

namespace FedOnco.Bench.AgainstR;

/// <summary>Compares two files of answers call by call: values to 1e-8 of value or standard error, p-values on the log scale.</summary>
internal static class AnswerComparison
{
    private const double Relative = 1e-8;

    // R stops early in these; the makers of its answers polish them, but not to the last digit.
    private static readonly Dictionary<string, double> Looser = new(StringComparer.Ordinal) { ["glm.nb"] = 1e-5, ["multinom"] = 1e-7, ["polr"] = 1e-7 };

    // Where R or the script that polishes its fits gives up, but there is an answer.
    private static readonly string[] Excused = ["no valid set of coefficients", "is not TRUE", "'ref' must be an existing level", "singular: ", "suitable starting values failed"];

    // Negative binomial fits of R that run away (columns that are constant or separate the counts) end in coefficients of this size on a log link.
    private const double RunAway = 1e6;

    // Part of the largest standard error of a table below which a robust one is rounding: rows that are fitted exactly have none.
    private const double Rounding = 1e-7;

    public static IEnumerable<string> Lines(string mine, string theirs, RandomComparison.Counts count)
    {
        var answers = File.ReadLines(mine).Select(l => JsonDocument.Parse(l).RootElement).ToDictionary(d => d.GetProperty("call").GetString()!);
        foreach (var expected in File.ReadLines(theirs).Select(l => JsonDocument.Parse(l).RootElement))
        {
            var call = expected.GetProperty("call").GetString()!;
            var answer = answers[call];
            var answered = answer.GetProperty("status").GetString() == "completed";
            if (answer.GetProperty("status").GetString() == "crashed")
            {
                count.Different++;
                yield return $"{call}\n    CRASHED {answer.GetProperty("error").GetProperty("message")}";
            }
            else if (expected.TryGetProperty("error", out var error) && answered && Excused.Any(e => error.ToString().Contains(e, StringComparison.Ordinal)))
            {
                count.OnlyRStops++;
            }
            else if (answered && (IsRunAway(expected) || IsStuck(answer, expected)))
            {
                count.OnlyRStops++;
            }
            else if (expected.TryGetProperty("error", out error))
            {
                if (answered)
                {
                    count.Different++;
                    yield return $"{call}\n    answered; R: {error}";
                }
                else
                {
                    count.BothRefuse++;
                }
            }
            else if (!answered)
            {
                count.OnlyWeRefuse++;
                var fault = answer.GetProperty("error");
                yield return $"{call}\n    refused: {fault.GetProperty("reason")} {fault.GetProperty("message")}";
            }
            else
            {
                var relative = Math.Max(Relative, Looser.GetValueOrDefault(call[..call.IndexOf('(', StringComparison.Ordinal)]));
                var isRobust = call.Contains("vcov =", StringComparison.Ordinal);
                var faults = Faults(answer, expected, relative, isRobust);
                // R may stop a step earlier or later where its own rounding decides.
                if (faults.Count == 0 || (expected.TryGetProperty("others", out var others) && others.EnumerateArray().Any(o => Faults(answer, o, relative, isRobust).Count == 0))) count.Same++;
                else
                {
                    count.Different++;
                    yield return $"{call}\n    {string.Join("\n    ", faults.Take(4))}{(faults.Count > 4 ? $"\n    and {faults.Count - 4} more" : "")}";
                }
            }
        }
    }

    private static List<string> Faults(JsonElement answer, JsonElement expected, double relative, bool isRobust)
    {
        var faults = new List<string>();
        Rows(answer.GetProperty("tidy"), expected.GetProperty("tidy"), relative, "tidy", faults, isRobust);
        foreach (var entry in expected.GetProperty("glance").EnumerateObject()) Entry(answer.GetProperty("glance"), entry, relative, faults);
        return faults;
    }

    private static void Entry(JsonElement glance, JsonProperty entry, double relative, List<string> faults)
    {
        // Without an intercept a Poisson mean of 0 has an infinite deviance; R multiplies it by weights of 0.
        if (entry.Name == "null.deviance" && IsMissing(One(entry.Value)) && Number(glance.GetProperty(entry.Name)) == double.PositiveInfinity) return;

        // A perfect fit has no likelihood: R's is that of its rounding errors.
        if (entry.Name is "logLik" or "AIC" or "BIC" && glance.TryGetProperty("df.residual", out var df) && df.ToString() == "0") return;
        if (entry.Value.ValueKind == JsonValueKind.Array && entry.Value.GetArrayLength() != 1) return;
        var wanted = One(entry.Value);
        if (!glance.TryGetProperty(entry.Name, out var got)) faults.Add($"glance lacks {entry.Name}");
        else Cell(got, wanted, entry.Name, 0, relative, $"glance {entry.Name}", faults);
    }

    private static bool IsRunAway(JsonElement expected) => expected.GetProperty("call").GetString()!.StartsWith("glm.nb(", StringComparison.Ordinal)
        && expected.TryGetProperty("tidy", out var rows) && rows.EnumerateArray().Any(r => r.TryGetProperty("estimate", out var e) && Number(e) is { } value && Math.Abs(value) > RunAway);

    /// <summary>R ended at the border of possible means, with a warning and a deviance above that of the fit here: its rows without weight bar its way.</summary>
    private static bool IsStuck(JsonElement answer, JsonElement expected) => expected.TryGetProperty("boundary", out var stuck) && stuck.ToString() is "true" or "True" or "[true]"
        && Number(answer.GetProperty("glance").GetProperty("deviance")) < Number(One(expected.GetProperty("glance").GetProperty("deviance"))) * (1 - Relative);

    private static JsonElement One(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value[0] : value;

    private static void Rows(JsonElement mine, JsonElement theirs, double relative, string where, List<string> faults, bool isRobust = false)
    {
        if (mine.GetArrayLength() != theirs.GetArrayLength()) faults.Add($"{where}: {mine.GetArrayLength()} rows, R {theirs.GetArrayLength()}");
        var largest = theirs.EnumerateArray().Select(r => r.TryGetProperty("std.error", out var e) ? Number(e) ?? 0 : 0).Where(double.IsFinite).DefaultIfEmpty().Max();
        for (var i = 0; i < Math.Min(mine.GetArrayLength(), theirs.GetArrayLength()); i++)
        {
            if (isRobust && theirs[i].TryGetProperty("std.error", out var own) && Number(own) < Rounding * largest) continue;
            var scale = theirs[i].TryGetProperty("std.error", out var error) && error.ValueKind == JsonValueKind.Number ? error.GetDouble() : 0;
            foreach (var cell in theirs[i].EnumerateObject())
            {
                if (cell.Name is "method" or "alternative") continue;
                var place = $"{where}[{i}] {cell.Name}";
                if (mine[i].TryGetProperty(cell.Name, out var got)) Cell(got, cell.Value, cell.Name, cell.Name == "estimate" ? scale : cell.Name is "statistic" or "skewness" ? 1 : 0, relative, place, faults);
                else if (!IsMissing(cell.Value)) faults.Add($"{place} is missing");
            }
        }
    }

    private static void Cell(JsonElement mine, JsonElement theirs, string name, double scale, double relative, string where, List<string> faults)
    {
        if (IsMissing(theirs))
        {
            if (!IsMissing(mine)) faults.Add($"{where}: {mine}, R has no value");
        }
        else if (Number(theirs) is not { } wanted)
        {
            if (mine.ToString() != theirs.ToString()) faults.Add($"{where}: {mine}, R {theirs}");
        }
        else if (Number(mine) is not { } value || !IsSame(value, wanted, name, scale, relative))
        {
            if (mine.ToString() != theirs.ToString()) faults.Add($"{where}: {mine}, R {theirs}");
        }
    }

    private static bool IsSame(double mine, double theirs, string name, double scale, double relative)
    {
        if (!double.IsFinite(theirs)) return mine.Equals(theirs);
        if (!name.StartsWith("p.value", StringComparison.Ordinal)) return Math.Abs(mine - theirs) <= (relative * Math.Max(Math.Abs(theirs), scale)) + 1e-13;
        if (theirs < 1e-290) return mine < 1e-280;
        return mine > 0 && Math.Abs(Math.Log(mine) - Math.Log(theirs)) <= relative * Math.Max(100, 10 * Math.Abs(Math.Log(theirs)));
    }

    private static bool IsMissing(JsonElement value) => value.ValueKind is JsonValueKind.Null || value.ToString() is "NA" or "NaN";

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.ToString() switch
    {
        "Inf" or "Infinity" => double.PositiveInfinity,
        "-Inf" or "-Infinity" => double.NegativeInfinity,
        _ => null,
    };
}
