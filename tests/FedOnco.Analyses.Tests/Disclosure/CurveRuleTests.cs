using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>What hangs on a curve: cut where fewer than eleven are at risk, parts of time with eleven events, classes of a score with eleven patients.</summary>
public sealed class CurveRuleTests
{
    [Fact]
    public void Nrisk_InTheTail_IsNotShown()
    {
        var columns = Columns(Guarded.Load("gbsg").Ask("nrisk(Surv(rfstime, status) ~ hormon, data = gbsg, times = c(365, 2600))"));
        Assert.Equal(columns["time"].Numbers.Values.Select(t => t > 2500), Missing(columns["n.risk"]));
    }

    [Fact]
    public void Basehaz_InTheTail_IsNotShown()
    {
        var result = Guarded.Load("lung").Ask("basehaz(coxph(Surv(time, status) ~ age + sex, data = lung))");
        // Somebody died after the 26th month, when fewer than eleven were at risk.
        Assert.Contains(result.Suppressed, s => s.Rule == "tail" && s.Rows > 0);
        Assert.True(Columns(result)["time"].Numbers.Values.Max() < 800);
    }

    /// <summary>Twelve patients, followed for one to twelve months: from the third month on fewer than eleven are at risk.</summary>
    [Fact]
    public void Followup_InTheTail_IsNotShown()
    {
        var rows = Enumerable.Range(0, 12).GroupBy(i => $"s{i % 3}").ToDictionary(g => g.Key, g => g.Select(i => new[] { $"{i}", $"{20 + (30 * i)}", "0" }).ToList());
        var centres = Centres.Of("d", ["id", "time", "status"], rows);
        centres.Terms = Guarded.Default;
        Assert.Equal([true], Missing(Columns(centres.Ask("followup(Surv(time, status) ~ 1, data = d)"))["median"]));
    }

    /// <summary>165 deaths are fifteen parts at most, however many are asked for.</summary>
    [Fact]
    public void CoxZph_PartsOfTime_HaveElevenEvents()
    {
        var effects = Guarded.Load("lung").Ask("cox.zph(Surv(time, status) ~ age, data = lung, bins = 20)").Glance.Single(g => g.Name == "beta").Table;
        Assert.All(effects.Columns.Single(c => c.Name == "n.event").Numbers.Values, n => Assert.InRange(n, 11, 165));
    }

    /// <summary>Nine of rotterdam died in the first five months, twelve in the first six.</summary>
    [Theory]
    [InlineData(152, "DISCLOSURE")]
    [InlineData(182, "answered")]
    public void Pexp_IntervalWithFewEvents_IsRefused(int end, string outcome) =>
        Assert.Equal(outcome, Guarded.Load("rotterdam").Outcome($"pexp(Surv(dtime, death) ~ meno, data = rotterdam, breaks = c({end}))"));

    /// <summary>Eight of rotterdam are observed for longer than 6,239 days, and none of them dies.</summary>
    [Fact]
    public void Pexp_IntervalWithFewAtRisk_IsRefused() =>
        Assert.Equal("DISCLOSURE", Guarded.Load("rotterdam").Outcome("pexp(Surv(dtime, death) ~ meno, data = rotterdam, breaks = c(6239))"));

    /// <summary>213 patients are nineteen classes at most, though their scores have more values.</summary>
    [Fact]
    public void Concordance_ClassesOfTheScore_AreOfElevenPatients()
    {
        var (_, federation) = Guarded.Load("lung").Run("concordance(coxph(Surv(time, status) ~ age + wt.loss, data = lung))");
        var table = federation.Sums.Single(s => s.Step.Name == "score-table").Step.Layout.Blocks.Single(b => b.Name == "risk").Length;
        var months = federation.Sums.First(s => s.Step.Name == "cox-risk-sets").Step.Layout.Blocks.Single(b => b.Name == "s0").Length;
        Assert.InRange(table / months, 2u, 213u / 11);
    }

    /// <summary>With strata(site) times stay exact inside a centre; a cutoff between two months would cut off single patients.</summary>
    [Fact]
    public void Cutoff_BetweenTwoMonths_IsTheMonthBefore()
    {
        double[] At(int cutoff) => [.. Columns(Guarded.Load("rotterdam").Ask($"coxph(surv(dtime, death, cutoff = {cutoff}) ~ age + strata(site), data = rotterdam)"))["estimate"].Numbers.Values];
        Assert.Equal(At(1826), At(1850));
        Assert.NotEqual(At(1826), At(1857));
    }

    private static Dictionary<string, TableColumn> Columns(Result result) => result.Tidy.Columns.ToDictionary(c => c.Name);

    private static IEnumerable<bool> Missing(TableColumn column) => Enumerable.Range(0, column.Numbers.Values.Count).Select(i => column.Missing.Contains((uint)i));
}
