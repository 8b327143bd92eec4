using System.Text.Json;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Golden;

/// <summary>
/// R's answers on simulated cohorts (tests/golden/simulated): ties, missing values, delayed entry, clusters, weights, tiny centres.
/// FEDONCO_SIMULATED names a folder with more of them, made by the same script.
/// </summary>
public sealed class SimulatedTests
{
    // R estimates what has no finite estimate: a coefficient beyond this on a scaled column, or an error of the fit.
    private const double Infinite = 12;

    public static TheoryData<string> Cohorts() => [.. Directory.GetDirectories(Folder).Order(StringComparer.Ordinal).Select(f => Path.GetRelativePath(Folder, f))];

    [Theory]
    [MemberData(nameof(Cohorts))]
    public void Answer_SimulatedCohort_IsRs(string cohort)
    {
        var folder = Path.Combine(Folder, cohort);
        var centres = Centres.Load(folder, "d");
        var faults = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(folder, "answers.jsonl"))) Compare(centres, JsonDocument.Parse(line).RootElement, faults);
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    private static void Compare(Centres centres, JsonElement expected, List<string> faults)
    {
        var call = expected.GetProperty("call").GetString()!;
        try
        {
            var result = centres.Answer(call);
            if (expected.TryGetProperty("error", out var error)) faults.Add($"{call}: R fails with {error}");
            else faults.AddRange(RAnswer.Differences(expected, result, call.Contains("strata(site)", StringComparison.Ordinal)).Select(d => $"{call}: {d}"));
        }
        catch (FedOncoException fault)
        {
            if (!IsExpected(expected, fault.Reason)) faults.Add($"{call}: {fault.Reason} {fault.Message}");
        }
    }

    private static bool IsExpected(JsonElement expected, ErrorReason reason)
    {
        if (expected.TryGetProperty("error", out _)) return true;
        if (reason != ErrorReason.InfiniteCoefficient) return false;
        return !expected.GetProperty("tidy")[0].TryGetProperty("estimate", out _)
            || expected.GetProperty("tidy").EnumerateArray().Any(r => r.GetProperty("estimate") is { ValueKind: JsonValueKind.Number } b && Math.Abs(b.GetDouble()) > Infinite);
    }

    private static string Folder => Environment.GetEnvironmentVariable("FEDONCO_SIMULATED") ?? Path.Combine(Shared.Root(), "tests", "golden", "simulated");
}
