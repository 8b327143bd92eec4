using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Combinations of three and more cohorts: pairwise differencing lets them through and says so, strict does not.</summary>
public sealed class StrictDifferencingTests
{
    private static readonly string[] Attack = ["describe(~ y, data = d, subset = a == 1)", "describe(~ y, data = d, subset = b == 1)", "describe(~ y, data = d, subset = a == 1 | b == 1)"];

    [Fact]
    public void ThreeCohorts_ThatIsolateOnePatient_PassPairwise()
    {
        var centres = Patients(Differencing.Pairwise);
        // y of the one patient in both groups: sum over a + sum over b - sum over either.
        var sums = Attack.Select(c => centres.Ask(c).Tidy).Select(t => Value(t, "n") * Value(t, "mean")).ToList();
        Assert.Equal(1000, sums[0] + sums[1] - sums[2], 1e-6);
    }

    [Fact]
    public void ThreeCohorts_ThatIsolateOnePatient_AreRefusedStrictly()
    {
        var centres = Patients(Differencing.Strict);
        Assert.Contains("DISCLOSURE", Attack.Select(centres.Outcome));
        // The cohort that was refused cuts nothing: what was answered can be asked again, and wholes of it.
        Assert.Equal("answered", centres.Outcome(Attack[0]));
    }

    /// <summary>15 patients lie between the three cohorts, all of them at one centre.</summary>
    [Fact]
    public void ThreeCohorts_ThatIsolateOneCentre_AreRefusedStrictly()
    {
        var centres = Patients(Differencing.Strict, i => i is >= 85 and < 100 ? "s0" : $"s{i % 3}", shared: 15);
        Assert.Contains("DISCLOSURE", Attack.Select(centres.Outcome));
        Assert.All(Attack, c => Assert.Equal("answered", Patients(Differencing.Strict, shared: 15).Outcome(c)));
        var apart = Patients(Differencing.Strict, shared: 36);
        Assert.All(Attack, c => Assert.Equal("answered", apart.Outcome(c)));
    }

    [Fact]
    public void ThreeCohorts_OfManyPatients_AreAnsweredStrictly()
    {
        var centres = Guarded.Load("rotterdam");
        centres.Terms.Differencing = Differencing.Strict;
        Assert.Equal("answered", centres.Outcome("describe(~ nodes, data = rotterdam, subset = meno == 1)"));
        Assert.Equal("answered", centres.Outcome("describe(~ nodes, data = rotterdam, subset = chemo == 1)"));
        Assert.Equal("answered", centres.Outcome("describe(~ nodes, data = rotterdam, subset = meno == 1 | chemo == 1)"));
        Assert.Equal("answered", centres.Outcome("coxph(Surv(dtime, death) ~ age + nodes, data = rotterdam)"));
        Assert.Equal("DISCLOSURE", centres.Outcome("describe(~ nodes, data = rotterdam, subset = meno == 1 & age < 87)"));
    }

    [Fact]
    public void RowsThatNobodyAskedFor_MayBeFew()
    {
        var centres = Patients(Differencing.Strict);
        // All but one patient: no answer covers the one.
        Assert.Equal("answered", centres.Outcome("count(data = d, subset = y < 900)"));
        Assert.Equal("DISCLOSURE", centres.Outcome("count(data = d)"));
    }

    /// <summary>300 patients at 3 centres; 100 with a, 100 with b, some with both.</summary>
    private static Centres Patients(Differencing differencing, Func<int, string>? site = null, int shared = 1)
    {
        var rows = Enumerable.Range(0, 300).GroupBy(site ?? (i => $"s{i % 3}")).ToDictionary(g => g.Key, g => g.Select(i => new[] { $"{i}", i < 100 ? "1" : "0", i >= 100 - shared && i < 200 - shared ? "1" : "0", i == 99 ? "1000" : $"{i % 50}" }).ToList());
        var centres = Centres.Of("d", ["id", "a", "b", "y"], rows);
        centres.Terms = Guarded.Default;
        centres.Terms.Differencing = differencing;
        return centres;
    }

    private static double Value(Table table, string column) => table.Columns.Single(c => c.Name == column).Numbers.Values[0];
}
