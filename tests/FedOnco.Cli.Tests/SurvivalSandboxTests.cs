using System.Text.Json;

namespace FedOnco.Cli.Tests;

/// <summary>Survival calls that no shared call has, through real processes: net survival, a published score, Uno's C, robust curves, weighted incidence. R's answers are those of tests/golden/survival.</summary>
public sealed class SurvivalSandboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;

    [Fact]
    public async Task Sandbox_SurvivalCalls_AreRs()
    {
        var golden = Path.Combine(Root(), "tests", "golden", "survival");
        foreach (var dataset in (string[])["colon", "gbsg", "lung"]) Spread(dataset);
        File.Copy(Path.Combine(golden, "netsurv", "population.lifetable.csv"), Path.Combine(_folder, "population.lifetable.csv"));
        var answers = new[] { First(Path.Combine(golden, "netsurv", "r.jsonl"), "netsurv("), First(Of("metrics"), "concordance("), First(Of("metrics"), "survival_metrics("), First(Of("delayed-robust"), "survfit(Surv(pmin(100"), First(Of("competing-weights"), "cuminc(Surv(time") };
        string Of(string name) => Path.Combine(golden, name, "answers.jsonl");
        var (code, output, errors) = await FedoncoCommand.RunAsync(["sandbox", "--data", _folder, "--policy", Path.Combine(Root(), "samples", "policies", "open.yaml"), "--json", .. answers.SelectMany(a => new[] { "--call", a.GetProperty("call").GetString()! })]);
        var found = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.True(code == 0 && found.Count == answers.Length, output + errors);
        for (var k = 0; k < answers.Length; k++) Compare(answers[k], found[k]);
    }

    /// <summary>Five centres as two: the answers are those of the pooled patients, and fewer processes start faster.</summary>
    private void Spread(string dataset)
    {
        string[] files = [.. Directory.GetFiles(Path.Combine(Root(), "samples", "trials"), dataset + ".csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        for (var k = 0; k < 2; k++)
        {
            var own = Directory.CreateDirectory(Path.Combine(_folder, $"c{k}")).FullName;
            var rows = files.Where((_, i) => i % 2 == k).SelectMany(f => File.ReadLines(f).Skip(1));
            File.WriteAllLines(Path.Combine(own, dataset + ".csv"), [File.ReadLines(files[0]).First(), .. rows]);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonElement First(string file, string call) => File.ReadLines(file).Select(l => JsonDocument.Parse(l).RootElement).First(a => a.GetProperty("call").GetString()!.StartsWith(call, StringComparison.Ordinal));

    private static void Compare(JsonElement expected, JsonElement found)
    {
        var call = expected.GetProperty("call").GetString();
        var (theirs, mine) = (expected.GetProperty("tidy"), found.GetProperty("tidy"));
        Assert.True(theirs.GetArrayLength() == mine.GetArrayLength(), call);
        var compared = 0;
        for (var i = 0; i < theirs.GetArrayLength(); i++)
        {
            foreach (var cell in theirs[i].EnumerateObject().Where(c => c.Value.ValueKind == JsonValueKind.Number && !c.Name.StartsWith("p.value", StringComparison.Ordinal)))
            {
                var (wanted, got) = (cell.Value.GetDouble(), mine[i].GetProperty(cell.Name).GetDouble());
                Assert.True(Math.Abs(got - wanted) <= 1e-8 * Math.Max(1, Math.Abs(wanted)), $"{call} [{i}] {cell.Name}: {got:R}, R {wanted:R}");
                compared++;
            }
        }

        Assert.True(compared > 0, call);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FedOnco.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not in a checkout");
        return folder;
    }
}
