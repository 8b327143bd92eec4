using System.Text.Json;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;

namespace FedOnco.Analyses.Tests.Golden;

/// <summary>R's answers on the pooled sample data (tests/golden, a folder a family with the script that made them).</summary>
public sealed class GoldenTests
{
    private static readonly Dictionary<string, Centres> Loaded = [];
    private static readonly Lock Loading = new();

    public static IEnumerable<TheoryDataRow<string>> Calls() => Directory.GetFiles(Folder, "answers.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(l => new TheoryDataRow<string>(l) { TestDisplayName = JsonDocument.Parse(l).RootElement.GetProperty("call").GetString()! });

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public void Answer_SampleCall_IsRs(string line)
    {
        var expected = JsonDocument.Parse(line).RootElement;
        var call = expected.GetProperty("call").GetString()!;
        var result = Load(DatasetOf(CallLanguage.Parse(call))).Answer(call);
        Assert.Empty(RAnswer.Differences(expected, result, call.Contains("strata(site)", StringComparison.Ordinal)));
    }

    private static string DatasetOf(ParsedCall parsed) => parsed.Question?.Data ?? parsed.PostFit!.Fits[0].Question.Data;

    private static Centres Load(string dataset)
    {
        lock (Loading) return Loaded.TryGetValue(dataset, out var centres) ? centres : Loaded[dataset] = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), dataset);
    }

    private static string Folder => Path.Combine(Shared.Root(), "tests", "golden");
}
