using System.Text.Json;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Golden;

/// <summary>R's answers to random calls on random data at random centres (tests/golden/competing-random): ties, missing values, strata, late entries, centres without events.</summary>
public sealed class CompetingRandomTests
{
    private static string Folder => Path.Combine(Shared.Root(), "tests", "golden", "competing-random");

    public static IEnumerable<TheoryDataRow<string>> Datasets() => Answers().Select(DatasetOf).Distinct().Order(StringComparer.Ordinal).Select(d => new TheoryDataRow<string>(d));

    [Theory]
    [MemberData(nameof(Datasets))]
    public void Answer_RandomCalls_AreRs(string dataset)
    {
        var centres = Centres.Load(Path.Combine(Folder, "data"), dataset);
        var faults = new List<string>();
        foreach (var expected in Answers().Where(a => DatasetOf(a) == dataset))
        {
            var call = expected.GetProperty("call").GetString()!;
            try
            {
                faults.AddRange(RAnswer.Differences(expected, centres.Answer(call), call.Contains("strata(site)", StringComparison.Ordinal)).Take(3).Select(d => $"{call}: {d}"));
            }
            catch (FedOncoException fault)
            {
                faults.Add($"{call}: {fault.Reason} {fault.Message}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Answers_AreAtLeastThreeHundred() => Assert.True(Answers().Count >= 300);

    private static List<JsonElement> Answers() => [.. File.ReadLines(Path.Combine(Folder, "r.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)];

    private static string DatasetOf(JsonElement answer) => CallLanguage.Parse(answer.GetProperty("call").GetString()!).Question!.Data;
}
