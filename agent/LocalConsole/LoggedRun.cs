using System.Text.Json;

namespace FedOnco.Agent.LocalConsole;

/// <summary>A run as this site's log has it.</summary>
/// <param name="Contract">Hash of the contract, hexadecimal.</param>
/// <param name="Time">When it was admitted or refused, as the log says.</param>
/// <param name="Study">Study.</param>
/// <param name="Person">Who is said to have asked.</param>
/// <param name="What">Analysis and dataset.</param>
internal sealed record LoggedRun(string Contract, string Time, string Study, string Person, string What)
{
    /// <summary>Masked sums that left.</summary>
    public int Sums { get; private set; }

    /// <summary>How it ended.</summary>
    public string Outcome { get; private set; } = "open";

    /// <summary>The runs of log entries, newest first.</summary>
    public static IReadOnlyList<LoggedRun> Of(IEnumerable<string> lines)
    {
        var runs = new List<LoggedRun>();
        var open = new Dictionary<string, LoggedRun>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            using var entry = JsonDocument.Parse(line);
            var root = entry.RootElement;
            var contract = Field(root, "contract");
            switch (Field(root, "kind"))
            {
                case "contract":
                    runs.Add(open[contract] = Start(root));
                    break;
                case "refusal":
                    runs.Add(Start(root) with { Outcome = Field(root, "reason") });
                    break;
                case "sum" when open.TryGetValue(contract, out var summing):
                    summing.Sums++;
                    break;
                case "end" when open.Remove(contract, out var ended):
                    ended.Outcome = Field(root, "outcome");
                    break;
            }
        }

        runs.Reverse();
        return runs;
    }

    private static LoggedRun Start(JsonElement entry) => new(Field(entry, "contract"), Field(entry, "time"), Field(entry, "study"), Field(entry, "person"), $"{Field(entry, "analysis")} {Field(entry, "data")}".Trim());

    private static string Field(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : ""; // A string of a JSON document is never null.
}
