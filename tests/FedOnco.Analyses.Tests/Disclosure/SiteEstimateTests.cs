using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>meta() shows each centre's own estimates: only where every policy allows it, and the rules then hold at each centre alone.</summary>
public sealed class SiteEstimateTests
{
    [Fact]
    public void Meta_UnderTheDefaultPolicy_IsRefused()
    {
        var fault = Assert.Throws<FedOncoException>(() => Load(allow: false).Ask("meta(lm(age ~ nodes, data = rotterdam))"));
        Assert.Equal(ErrorReason.Policy, fault.Reason);
        Assert.Contains("site_estimates: allow", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meta(lm(age ~ nodes + hormon, data = rotterdam))")]
    [InlineData("meta(glm(death ~ age + nodes, data = rotterdam, family = binomial), method = \"DL\")")]
    [InlineData("meta(coxph(Surv(dtime, death) ~ age + nodes, data = rotterdam), test = \"knha\")")]
    public void Meta_WhereEveryCentreAllowsIt_IsAnswered(string call) => Assert.NotEmpty(Load().Ask(call).Tidy.Columns);

    [Theory]
    // Fewer than 11 patients, rows of a level, or events at one of the five, though there are enough in all.
    [InlineData("glm(death ~ age, data = rotterdam, family = binomial, subset = SMALL)")]
    [InlineData("coxph(Surv(dtime, death) ~ age, data = rotterdam, subset = SMALL)")]
    [InlineData("lm(age ~ I(SMALL), data = rotterdam)")]
    public void Fit_WithFewPatientsAtOneCentre_IsRefusedForItsOwnEstimatesOnly(string fit)
    {
        // c1 has 40 patients of whom eight were 75 or older; the others have hundreds.
        fit = fit.Replace("SMALL", "age >= 75", StringComparison.Ordinal);
        Assert.Equal(ErrorReason.Disclosure, Assert.Throws<FedOncoException>(() => Small().Ask($"meta({fit})")).Reason);
        Assert.NotEmpty(Small().Ask(fit).Tidy.Columns);
    }

    [Fact]
    public void Parameters_TooManyForOneCentre_AreRefused()
    {
        // 12 coefficients: a third of 40 rows is 13, but fewer than 10 residual degrees of freedom are left of 20.
        var centres = Small(20);
        const string Fit = "lm(age ~ poly(nodes, 4, raw = TRUE) + poly(pgr, 4, raw = TRUE) + er + year, data = rotterdam)";
        Assert.Equal(ErrorReason.Disclosure, Assert.Throws<FedOncoException>(() => centres.Ask($"meta({Fit})")).Reason);
    }

    [Fact]
    public void Difference_OfFewPatientsAtOneCentre_IsRefusedThoughBothCohortsWereAnsweredForAll()
    {
        var centres = Small();
        const string Wide = "lm(age ~ nodes, data = rotterdam)", Narrow = "lm(age ~ nodes, data = rotterdam, subset = age < 75)";
        centres.Ask(Wide);
        centres.Ask(Narrow);
        Assert.Equal(ErrorReason.Disclosure, Assert.Throws<FedOncoException>(() => centres.Ask($"meta({Narrow})")).Reason);
    }

    /// <summary>Nobody at the last centre lies between the two: its estimates would be the same, and show that.</summary>
    [Fact]
    public void Difference_OfNobodyAtOneCentre_IsRefused()
    {
        var rows = Enumerable.Range(0, 400).GroupBy(i => $"c{i % 4}").ToDictionary(g => g.Key, g => g.Select(i => new[] { $"{i}", $"{(i * 7) % 23}", $"{(i * 11) % 29}", i % 4 != 3 && i >= 320 ? "1" : "0" }).ToList());
        var centres = Centres.Of("d", ["id", "x", "y", "late"], rows);
        centres.Terms = Guarded.Default.Clone();
        centres.Terms.SiteEstimates = true;
        centres.Ask("meta(lm(y ~ x, data = d))");
        centres.Ask("lm(y ~ x, data = d, subset = late == 0)");
        Assert.Equal(ErrorReason.Disclosure, Assert.Throws<FedOncoException>(() => centres.Ask("meta(lm(y ~ x, data = d, subset = late == 0))")).Reason);
    }

    [Fact]
    public void Tally_OfACentre_IsInItsOwnSlotsOnly()
    {
        var centres = Load();
        centres.Terms = new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact };
        var (result, federation) = centres.Run("meta(lm(age ~ nodes, data = rotterdam))");
        var total = federation.Sums.Single(s => s.Step.Name == "meta-estimates").Total;
        Assert.All(total.Block("fitted").ToArray(), f => Assert.Equal(1, f));
        var alone = centres.Only("s2").Answer("lm(age ~ nodes, data = rotterdam)");
        var sites = result.Glance.Single(g => g.Name == "sites").Table;
        var row = sites.Columns[1].Texts.Values.IndexOf("s2");
        Assert.Equal(alone.Tidy.Columns[1].Numbers.Values[0], sites.Columns[2].Numbers.Values[row], 1e-10);
    }

    private static Centres Load(bool allow = true)
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam");
        centres.Terms = Guarded.Default.Clone();
        centres.Terms.SiteEstimates = allow;
        return centres;
    }

    /// <summary>Three centres; the first has few patients.</summary>
    private static Centres Small(int few = 60)
    {
        var all = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam");
        var centres = all.Resplit(i => i < few ? "c1" : i % 2 == 0 ? "c2" : "c3");
        centres.Terms = Guarded.Default.Clone();
        centres.Terms.SiteEstimates = true;
        return centres;
    }
}
