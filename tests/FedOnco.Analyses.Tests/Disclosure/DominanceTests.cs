using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Variables that add up over patients: a mean that one patient dominates is that patient's value.</summary>
public sealed class DominanceTests
{
    [Theory]
    [InlineData("describe(~ cost, data = d)", "DISCLOSURE")]
    [InlineData("describe(~ cost, data = d, by = ~ g)", "DISCLOSURE")]
    [InlineData("t.test(cost ~ g, data = d)", "DISCLOSURE")]
    [InlineData("lm(y ~ g, data = d)", "answered")]
    // The dominated group left out.
    [InlineData("describe(~ cost, data = d, subset = g == 0)", "answered")]
    public void Magnitude_OfOnePatient_IsNotAnswered(string call, string outcome) => Assert.Equal(outcome, Patients(magnitude: true).Outcome(call));

    [Fact]
    public void Variable_ThatIsNoMagnitude_HasNoSuchRule() => Assert.Equal("answered", Patients(magnitude: false).Outcome("describe(~ cost, data = d)"));

    [Fact]
    public void Patient_WithManySmallRows_DominatesTheirSum()
    {
        // Patient 0 has 600 of 880 rows of cost 10: no row dominates, the patient does.
        var rows = Enumerable.Range(0, 880).Select(i => (Patient: i < 600 ? 0 : 1 + (i % 28), Cost: 10)).GroupBy(r => $"s{r.Patient % 3}").ToDictionary(g => g.Key, g => g.Select(r => new[] { $"{r.Patient}", $"{r.Cost + (r.Patient % 2)}" }).ToList());
        var centres = Centres.Of("d", ["patient_id", "cost"], rows);
        centres.Dataset.Variables.Single(v => v.Name == "cost").Magnitude = true;
        centres.Terms = Guarded.Default;
        Assert.Equal("DISCLOSURE", centres.Outcome("describe(~ cost, data = d)"));
    }

    private static Centres Patients(bool magnitude)
    {
        var rows = Enumerable.Range(0, 90).GroupBy(i => $"s{i % 3}").ToDictionary(g => g.Key, g => g.Select(i => new[] { $"{i}", $"{i / 3 % 2}", i == 45 ? "100000" : $"{100 + (i % 7)}", $"{i % 11}" }).ToList());
        var centres = Centres.Of("d", ["id", "g", "cost", "y"], rows);
        centres.Dataset.Variables.Single(v => v.Name == "cost").Magnitude = magnitude;
        centres.Terms = Guarded.Default;
        return centres;
    }
}
