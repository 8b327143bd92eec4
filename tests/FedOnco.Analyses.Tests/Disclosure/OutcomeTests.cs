using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>What becomes of every shared call under the default policy, each in a study of its own: pinned in outcomes.txt.</summary>
public sealed class OutcomeTests
{
    [Theory]
    [InlineData("trials")]
    [InlineData("hospitals")]
    public void SharedCalls_UnderTheDefaultPolicy_HaveTheirOutcome(string file)
    {
        var data = file == "trials" ? Shared.Data("trials") : Shared.Data("");
        var pinned = Path.Combine(Shared.Root(), "tests", "golden", "outcomes", file + ".txt");
        var found = File.ReadAllLines(Path.Combine(Shared.Folder, "oracle", "calls", file + ".txt")).Where(l => l.Length > 0 && l[0] != '#').Select(c => $"{OutcomeOf(c, data)}\t{c}").ToList();
        if (Environment.GetEnvironmentVariable("FEDONCO_RECORD") == "1") File.WriteAllLines(pinned, found);
        Assert.Equal(File.ReadAllLines(pinned), found);
    }

    [Theory]
    [InlineData("competing")]
    [InlineData("ridge")]
    [InlineData("meta")]
    public void SampleCalls_UnderTheDefaultPolicy_HaveTheirOutcome(string family)
    {
        var pinned = Path.Combine(Shared.Root(), "tests", "golden", "outcomes", family + ".txt");
        var calls = File.ReadAllLines(Path.Combine(Shared.Root(), "tests", "golden", family, "calls.txt")).Where(l => l.Length > 0 && l[0] != '#');
        var found = calls.Select(c => $"{OutcomeOf(c, Path.Combine(Shared.Root(), "samples", "trials"))}\t{c}").ToList();
        if (Environment.GetEnvironmentVariable("FEDONCO_RECORD") == "1") File.WriteAllLines(pinned, found);
        Assert.Equal(File.ReadAllLines(pinned), found);
    }

    private static string OutcomeOf(string call, string data)
    {
        if (CallLanguage.Parse(call).Question is not { } question) return "invalid";
        var folder = Directory.Exists(Path.Combine(data, question.Data)) ? Path.Combine(data, question.Data) : data;
        var centres = Centres.Load(folder, question.Data);
        centres.Terms = Guarded.Default;
        try
        {
            return centres.Ask(call).Suppressed.Count > 0 ? "suppressed" : "answered";
        }
        catch (FedOncoException fault)
        {
            return $"{fault.Reason.Status()} {fault.Reason.WireName()}";
        }
    }
}
