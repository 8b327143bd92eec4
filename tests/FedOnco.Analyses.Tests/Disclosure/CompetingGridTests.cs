using System.Globalization;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Competing risks under the default policy: times are known by month to everybody but the centre that holds them.</summary>
public sealed class CompetingGridTests
{
    private const string Risks = "Surv(ifelse(recur == 1, rtime, dtime), factor(ifelse(recur == 1, 1, ifelse(death == 1, 2, 0))))";

    /// <summary>Every tally and total of the run is the same when each time moves to the end of its month. pyears and pexp are not
    /// here: their time at risk is a sum over the patients of a group, exact by design.</summary>
    [Theory]
    [InlineData("cuminc(" + Risks + " ~ hormon + strata(grade), data = rotterdam)")]
    [InlineData("cuminc(" + Risks + " ~ hormon, data = rotterdam, weights = iptw(hormon ~ age + meno))")]
    [InlineData("cuminc(" + Risks + " ~ hormon + strata(site), data = rotterdam, times = c(365, 1826))")]
    [InlineData("finegray(" + Risks + " ~ age + nodes, data = rotterdam)")]
    [InlineData("finegray(Surv(meno, dtime, factor(ifelse(death == 1, ifelse(recur == 1, 1, 2), 0))) ~ age + nodes, data = rotterdam, id = pid)")]
    [InlineData("survfit(" + Risks + " ~ hormon, data = rotterdam)")]
    [InlineData("coxph(" + Risks + " ~ age + nodes, data = rotterdam, id = pid)")]
    [InlineData("pairwise_survdiff(Surv(dtime, death) ~ size, data = rotterdam)")]
    [InlineData("survdiff(Surv(dtime, death) ~ size, data = rotterdam, trend = TRUE)")]
    [InlineData("survfit(Surv(dtime, death) ~ hormon, data = rotterdam, weights = iptw(hormon ~ age + meno))")]
    [InlineData("coxph(Surv(dtime, death) ~ hormon, data = rotterdam, weights = iptw(hormon ~ age + meno))")]
    public void Run_TimesMovedWithinTheirMonth_SendsTheSameSums(string call)
    {
        var sums = Guarded.Load("rotterdam").Run(call).Federation.Sums;
        var moved = Guarded.Load("rotterdam").With("dtime", EndOfMonth).With("rtime", EndOfMonth).Run(call).Federation.Sums;
        Assert.Equal(sums.Count, moved.Count);
        foreach (var (left, right) in sums.Zip(moved))
        {
            Assert.Equal(left.Step.Hash(), right.Step.Hash());
            // The preflight's power sums of a computed column are moments of the whole cohort, as describe() has them: none is by time.
            foreach (var block in left.Step.Layout.Blocks.Where(b => b.Name != "powers"))
                Assert.Equal(left.Total.Block(block.Name).ToArray(), right.Total.Block(block.Name).ToArray());
        }
    }

    [Theory]
    [InlineData("cuminc(" + Risks + " ~ size, data = rotterdam)")]
    [InlineData("survfit(" + Risks + " ~ size, data = rotterdam)")]
    public void Curves_DefaultPolicy_CutTheTailAndSaySo(string call)
    {
        var result = Guarded.Load("rotterdam").Ask(call);
        var columns = result.Tidy.Columns.ToDictionary(c => c.Name);
        Assert.DoesNotContain("n.event", columns.Keys);
        Assert.DoesNotContain("n.censor", columns.Keys);
        Assert.Contains(result.Suppressed, s => s.Rule == "tail");
        Assert.All(columns["n.risk"].Numbers.Values.Where((_, i) => !columns["n.risk"].Missing.Contains((uint)i)), n => Assert.True(n is 0 or >= 11));
        Assert.Contains(result.Notes, n => n.Contains("grouped by month", StringComparison.Ordinal));
    }

    /// <summary>Months change a cumulative incidence by little.</summary>
    [Fact]
    public void Cuminc_Grouped_IsCloseToTheExactCurve()
    {
        const string call = "cuminc(" + Risks + " ~ hormon, data = rotterdam, times = c(365, 1826, 2922))";
        var exact = Guarded.Load("rotterdam");
        exact.Terms = new() { Profile = Profile.Open, Resolution = Resolution.Exact };
        var mine = Guarded.Load("rotterdam").Ask(call).Tidy.Columns.Single(c => c.Name == "estimate");
        var theirs = exact.Answer(call).Tidy.Columns.Single(c => c.Name == "estimate").Numbers.Values;
        Assert.Empty(mine.Missing);
        for (var i = 0; i < theirs.Count; i++) Assert.InRange(mine.Numbers.Values[i], theirs[i] - 0.005, theirs[i] + 0.005);
    }

    [Fact]
    public void Pexp_BreakWithinAMonth_NamesTheMonthsEnd()
    {
        var fault = Assert.Throws<FedOncoException>(() => Guarded.Load("gbsg").Ask("pexp(Surv(rfstime, status) ~ hormon, data = gbsg, breaks = 370)"));
        Assert.Equal(ErrorReason.Policy, fault.Reason);
        Assert.Contains("365", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Iptw_ArmOfFew_IsRefused() =>
        Assert.Equal("DISCLOSURE", Guarded.Load("lung").Outcome("iptw(I(ph.ecog == 3) ~ age, data = lung)"));

    /// <summary>30 patients in each arm; all but one of those treated were bound to be: that one carries nearly all weight of the arm.</summary>
    [Fact]
    public void Iptw_ArmThatOnePatientCarries_IsRefused()
    {
        // Row 0 is treated at the lowest x, row 59 is not at the highest.
        Assert.Equal("answered", Arms(i => i == 0 || (i != 59 && i % 2 == 0)).Outcome("iptw(a ~ x, data = d)"));
        Assert.Equal("DISCLOSURE", Arms(i => i == 0 || (i != 59 && i >= 30)).Outcome("iptw(a ~ x, data = d)"));
    }

    /// <summary>21 patients in one arm, of whom one far from the others carries it: 9.7 effective ones there, 86 in the other, and more than a centre's own rule asks for.</summary>
    [Theory]
    [InlineData("1", "0")]
    [InlineData("0", "1")]
    public void Iptw_OneArmOfFewEffectivePatients_IsRefused(string small, string large) =>
        Assert.Equal("DISCLOSURE", Arms(i => i == 55 || (i >= 80 && i % 2 == 0), 120, small, large).Outcome("iptw(a ~ x, data = d)"));

    private static Centres Arms(Func<int, bool> isTreated, int patients = 60, string treated = "1", string untreated = "0")
    {
        var rows = Enumerable.Range(0, patients).GroupBy(i => $"s{i % 3}").ToDictionary(g => g.Key, g => g.Select(i => new[] { $"{i}", $"{i}", isTreated(i) ? treated : untreated }).ToList());
        var centres = Centres.Of("d", ["id", "x", "a"], rows);
        centres.Terms = Guarded.Default;
        return centres;
    }

    private static string EndOfMonth(string text)
    {
        if (text is "" or "NA") return text;
        var days = long.Parse(text, CultureInfo.InvariantCulture);
        var k = 1L;
        while (36525 * k / 1200 < days) k++;
        return (36525 * k / 1200).ToString(CultureInfo.InvariantCulture);
    }
}
