using System.Text.Json;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;

namespace FedOnco.Analyses.Tests.Golden;

/// <summary>R's answers on the pooled sample data (tests/golden, a folder a family with the script that made them).</summary>
public sealed class GoldenTests
{
    private static readonly Dictionary<string, Centres> Loaded = [];
    private static readonly Lock Loading = new();

    public static IEnumerable<TheoryDataRow<string, string>> Calls() => Directory.GetFiles(Folder, "answers.jsonl", SearchOption.AllDirectories).Where(f => !f.Contains("simulated", StringComparison.Ordinal)).Order(StringComparer.Ordinal).SelectMany(f => File.ReadLines(f).Select(l => (Folder: DataOf(f), Line: l))).Select(l => new TheoryDataRow<string, string>(l.Line, l.Folder) { TestDisplayName = JsonDocument.Parse(l.Line).RootElement.GetProperty("call").GetString()! });

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public void Answer_SampleCall_IsRs(string line, string data)
    {
        var expected = JsonDocument.Parse(line).RootElement;
        var call = expected.GetProperty("call").GetString()!;
        var result = Load(data, DatasetOf(CallLanguage.Parse(call))).Answer(call);
        Assert.Empty(RAnswer.Differences(expected, result, call.Contains("strata(site)", StringComparison.Ordinal) || call.StartsWith("survival_metrics", StringComparison.Ordinal)));
    }

    private static string DatasetOf(ParsedCall parsed) => parsed.Question?.Data ?? parsed.PostFit!.Fits[0].Question.Data;

    private static Centres Load(string folder, string dataset)
    {
        lock (Loading) return Loaded.TryGetValue(folder + dataset, out var centres) ? centres : Loaded[folder + dataset] = Centres.Load(folder, dataset);
    }

    /// <summary>Answers stand beside the data they are of; otherwise they are of the samples.</summary>
    private static string DataOf(string answers) => Path.Combine(Path.GetDirectoryName(answers)!, "data") is var own && Directory.Exists(own) ? own : Path.Combine(Shared.Root(), "samples", "trials");

    private static string Folder => Path.Combine(Shared.Root(), "tests", "golden");
}
