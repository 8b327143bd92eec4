using System.Globalization;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Under the default policy times are known by month to everybody but the centre that holds them.</summary>
public sealed class TimeGridTests
{
    [Theory]
    [InlineData("rotterdam", "dtime", "survfit(Surv(dtime, death) ~ size, data = rotterdam)")]
    [InlineData("rotterdam", "dtime", "survfit(Surv(dtime, death) ~ 1, data = rotterdam, times = c(365, 1826), weights = nodes, subset = nodes > 0)")]
    [InlineData("rotterdam", "dtime", "survfit(Surv(meno, dtime, death) ~ 1, data = rotterdam, subset = nodes > 0, weights = nodes, robust = TRUE)")]
    [InlineData("rotterdam", "dtime", "survfit(Surv(dtime, death) ~ 1, data = rotterdam, subset = nodes > 0, weights = nodes, cluster = pid)")]
    [InlineData("rotterdam", "dtime", "survfit(surv(dtime, death, landmark = 365, horizon = 1826) ~ hormon, data = rotterdam)")]
    [InlineData("rotterdam", "dtime", "survdiff(Surv(dtime, death) ~ size, data = rotterdam, rho = 1)")]
    [InlineData("rotterdam", "dtime", "rmst(Surv(dtime, death) ~ size, data = rotterdam, tau = 3650)")]
    [InlineData("rotterdam", "dtime", "coxph(Surv(dtime, death) ~ age + size + nodes, data = rotterdam)")]
    [InlineData("rotterdam", "dtime", "coxph(Surv(dtime, death) ~ age + size, data = rotterdam, robust = TRUE, ties = \"breslow\")")]
    [InlineData("rotterdam", "dtime", "cox.zph(Surv(dtime, death) ~ age + nodes, data = rotterdam)")]
    [InlineData("rotterdam", "dtime", "cox.zph(Surv(dtime, death) ~ age + nodes, data = rotterdam, transform = \"identity\")")]
    [InlineData("rotterdam", "dtime", "followup(Surv(dtime, death) ~ size, data = rotterdam)")]
    [InlineData("rotterdam", "dtime", "nrisk(Surv(dtime, death) ~ size, data = rotterdam, times = c(365, 3650))")]
    [InlineData("rotterdam", "dtime", "basehaz(coxph(Surv(dtime, death) ~ age + size, data = rotterdam))")]
    [InlineData("rotterdam", "dtime", "concordance(coxph(Surv(dtime, death) ~ age + size, data = rotterdam))")]
    [InlineData("rotterdam", "dtime", "cox.zph(Surv(dtime, death) ~ age, data = rotterdam, bins = 4)")]
    [InlineData("rotterdam", "dtime", "concordance(Surv(dtime, death) ~ nodes, data = rotterdam, timewt = \"n/G2\")")]
    [InlineData("rotterdam", "dtime", "survival_metrics(Surv(dtime, death) ~ log(nodes + 1), data = rotterdam, times = c(365, 1826), baseline = c(0.9, 0.7))")]
    [InlineData("gbsg", "rfstime", "coxph(Surv(rfstime, status) ~ hormon + age + strata(grade), data = gbsg)")]
    public void Run_TimesMovedWithinTheirMonth_SendsTheSameSums(string dataset, string time, string call)
    {
        var centres = Guarded.Load(dataset);
        var moved = Guarded.Load(dataset).With(time, EndOfMonth);
        var sums = centres.Run(call).Federation.Sums;
        var movedSums = moved.Run(call).Federation.Sums;
        Assert.Equal(sums.Count, movedSums.Count);
        foreach (var (left, right) in sums.Zip(movedSums))
        {
            Assert.Equal(left.Step.Hash(), right.Step.Hash());
            Assert.Equal(left.Total.Values.ToArray(), right.Total.Values.ToArray());
        }
    }

    [Theory]
    [InlineData("coxph(Surv(age * 12, age * 12 + time / 30.4375, status) ~ sex, data = lung)")]
    [InlineData("survfit(Surv(sqrt(time), status) ~ sex, data = lung)")]
    public void Run_TimesOfNoOneUnit_AreRefusedUnderTheDefaultPolicy(string call)
    {
        var refused = Assert.Throws<FedOncoException>(() => Guarded.Load("lung").Run(call));
        Assert.Equal(ErrorReason.WrongArgument, refused.Reason);
        Assert.Contains("time of lung a `unit:`", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TimesWithoutStepOrUnit_AreRefusedUnderTheOpenPolicy()
    {
        var refused = Assert.Throws<FedOncoException>(() => Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "lung").Run("coxph(Surv(sqrt(time), status) ~ sex, data = lung)"));
        Assert.Contains("`step:` (or `lattice:`)", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Months of days: the same months, whatever multiple of a day the call counts in.</summary>
    [Theory]
    [InlineData("time / 30.4375", 30.4375)]
    [InlineData("time / (365.25 / 12)", 30.4375)]
    [InlineData("I(7 * time)", 1.0 / 7)]
    public void Survfit_MultipleOfDays_HasTheMonthsOfDays(string time, double divisor)
    {
        var days = Guarded.Load("lung").Run("survfit(Surv(time, status) ~ 1, data = lung)").Result.Tidy.Columns.ToDictionary(c => c.Name);
        var other = Guarded.Load("lung").Run($"survfit(Surv({time}, status) ~ 1, data = lung)").Result.Tidy.Columns.ToDictionary(c => c.Name);
        Assert.Equal(days["estimate"].Numbers.Values, other["estimate"].Numbers.Values);
        foreach (var (day, value) in days["time"].Numbers.Values.Zip(other["time"].Numbers.Values)) Assert.Equal(day / divisor, value, 9);
    }

    /// <summary>With strata(site) exact times stay inside: what leaves has no element for a time.</summary>
    [Theory]
    [InlineData("coxph(Surv(dtime, death) ~ age + size + nodes + strata(site), data = rotterdam, robust = TRUE)")]
    [InlineData("survdiff(Surv(dtime, death) ~ hormon + strata(site), data = rotterdam)")]
    public void Run_StrataSite_SendsNothingByTime(string call)
    {
        var centres = Guarded.Load("rotterdam");
        foreach (var (step, _) in centres.Run(call).Federation.Sums.Where(s => s.Step.Name != "preflight"))
            Assert.DoesNotContain(step.Layout.Blocks, b => b.Length > 16);
    }

    /// <summary>A horizon that fewer than eleven are followed beyond is left out by every party, before any sum at it.</summary>
    [Fact]
    public void SurvivalMetrics_HorizonInTheTail_IsNeverSummed()
    {
        var (result, federation) = Guarded.Load("gbsg").Run("survival_metrics(Surv(rfstime, status) ~ log(nodes), data = gbsg, times = c(365, 2600), baseline = c(0.9, 0.5))");
        var columns = result.Tidy.Columns.ToDictionary(c => c.Name);
        Assert.Equal(columns["time"].Numbers.Values.Select(t => t == 2600 ? "tail" : ""), columns["suppressed"].Texts.Values);
        Assert.Contains(result.Suppressed, s => s.Rule == "tail" && s.Rows == 7);
        Assert.Equal(1u, federation.Sums.Single(s => s.Step.Name == "validation-table").Step.Layout.Blocks.Single(b => b.Name == "risk").Length);
    }

    /// <summary>Bins of a score hold at least eleven patients under disclosure control.</summary>
    [Fact]
    public void SurvivalMetrics_DefaultPolicy_HasBinsOfElevenPatients()
    {
        var (_, federation) = Guarded.Load("gbsg").Run("survival_metrics(Surv(rfstime, status) ~ I(0.013 * age + 0.4 * log(nodes)), data = gbsg, times = 1461)");
        Assert.DoesNotContain(federation.Sums, s => s.Step.Name == "score-cells");
        Assert.InRange(federation.Sums.Single(s => s.Step.Name == "validation-table").Step.Layout.Blocks.Single(b => b.Name == "controls").Length, 8u, 686u / 11);
    }

    /// <summary>The area of a curve ends where the curve is cut: beyond, tau is not reached.</summary>
    [Theory]
    [InlineData(1800, 0)]
    [InlineData(3000, 2)]
    public void Rmst_TauInTheTail_IsNotReached(double tau, int cut)
    {
        var centres = Guarded.Load("gbsg");
        var result = centres.Run(FormattableString.Invariant($"rmst(Surv(rfstime, status) ~ hormon, data = gbsg, tau = {tau})")).Result;
        var estimate = result.Tidy.Columns.Single(c => c.Name == "estimate");
        Assert.Equal(cut, estimate.Missing.Count);
        Assert.Equal(cut > 0, result.Suppressed.Any(s => s.Rule == "tail" && s.Rows == cut));
        Assert.Equal(cut > 0, result.Notes.Any(n => n.Contains("tau is not reached", StringComparison.Ordinal)));
        var contrasts = result.Glance.Single(g => g.Name == "contrasts").Table.Columns.Single(c => c.Name == "estimate");
        Assert.Equal(cut > 0 ? 2 : 0, contrasts.Missing.Count);
        // Whoever is left out, survfit() shows no row there either.
        var curve = centres.Run(FormattableString.Invariant($"survfit(Surv(rfstime, status) ~ hormon, data = gbsg, times = {tau})")).Result;
        Assert.Equal(cut, curve.Tidy.Columns.Single(c => c.Name == "estimate").Missing.Count);
    }

    [Fact]
    public void Survfit_DefaultPolicy_CutsTheTailAndSaysSo()
    {
        var result = Guarded.Load("rotterdam").Ask("survfit(Surv(dtime, death) ~ size, data = rotterdam)");
        var columns = result.Tidy.Columns.ToDictionary(c => c.Name);
        Assert.DoesNotContain("n.event", columns.Keys);
        Assert.DoesNotContain("n.censor", columns.Keys);
        var hidden = columns["n.risk"].Missing;
        Assert.Equal(hidden, columns["estimate"].Missing);
        Assert.Equal(hidden.Count, columns["suppressed"].Texts.Values.Count(t => t == "tail"));
        Assert.Contains(result.Suppressed, s => s.Rule == "tail" && s.Rows == hidden.Count);
        Assert.All(columns["n.risk"].Numbers.Values.Where((_, i) => !hidden.Contains((uint)i)), n => Assert.True(n >= 11));
        Assert.Contains(result.Notes, n => n.Contains("grouped by month", StringComparison.Ordinal));
        Assert.InRange(result.Glance.Single(g => g.Name == "grid.effect").Number, 1e-6, 0.02);
    }

    /// <summary>The bound that the result states holds: the curve of exact times lies within it at every month's end.</summary>
    [Theory]
    [InlineData("gbsg", "Surv(rfstime, status) ~ hormon")]
    [InlineData("lung", "Surv(time, status) ~ sex")]
    public void Survfit_Grouped_IsWithinItsStatedEffect(string dataset, string formula)
    {
        var call = $"survfit({formula}, data = {dataset}, times = c(91, 182, 365, 730))";
        var grouped = Guarded.Load(dataset).Ask(call);
        var exact = Guarded.Load(dataset);
        exact.Terms = new() { Profile = Protos.Profile.Open, Resolution = Protos.Resolution.Exact };
        var effect = grouped.Glance.Single(g => g.Name == "grid.effect").Number;
        var mine = grouped.Tidy.Columns.Single(c => c.Name == "estimate");
        var theirs = exact.Answer(call).Tidy.Columns.Single(c => c.Name == "estimate").Numbers.Values;
        for (var i = 0; i < theirs.Count; i++)
        {
            if (!mine.Missing.Contains((uint)i)) Assert.InRange(mine.Numbers.Values[i], theirs[i] - effect, theirs[i] + effect);
        }
    }

    /// <summary>Straight lines between months: near the area of exact times, where steps would be half a month's fall too high.</summary>
    [Theory]
    [InlineData("gbsg", "Surv(rfstime, status) ~ hormon", 1826)]
    [InlineData("rotterdam", "Surv(dtime, death) ~ size", 3650)]
    [InlineData("lung", "Surv(time, status) ~ sex", 500)]
    public void Rmst_Grouped_IsNearTheAreaOfExactTimes(string dataset, string formula, int tau)
    {
        var call = $"rmst({formula}, data = {dataset}, tau = {tau})";
        var grouped = Guarded.Load(dataset).Ask(call);
        var exact = Guarded.Load(dataset);
        exact.Terms = new() { Profile = Protos.Profile.Open, Resolution = Protos.Resolution.Exact };
        var effect = grouped.Glance.Single(g => g.Name == "grid.effect").Number;
        Assert.Contains(grouped.Notes, n => n.Contains("grouped by month", StringComparison.Ordinal));
        var theirs = exact.Answer(call).Tidy.Columns.ToDictionary(c => c.Name);
        var mine = grouped.Tidy.Columns.ToDictionary(c => c.Name);
        for (var i = 0; i < theirs["estimate"].Numbers.Values.Count; i++)
        {
            double area = theirs["estimate"].Numbers.Values[i], error = theirs["std.error"].Numbers.Values[i];
            Assert.InRange(mine["estimate"].Numbers.Values[i] - area, -effect, effect);
            // Steps would be off by 15 days times the fall of the curve: a quarter of a standard error and more.
            Assert.InRange((mine["estimate"].Numbers.Values[i] - area) / error, -0.15, 0.15);
            Assert.InRange(mine["std.error"].Numbers.Values[i] / error, 0.98, 1.02);
        }
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
