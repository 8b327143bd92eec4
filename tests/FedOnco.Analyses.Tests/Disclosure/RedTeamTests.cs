using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Attacks by an analyst who may ask anything the language can say; each is refused by the guard that it names.</summary>
public sealed class RedTeamTests
{
    [Theory]
    // Exactly one patient of rotterdam is 90, two are 85 or older with size above 50.
    [InlineData("count(data = rotterdam)", "count(data = rotterdam, subset = age != 90)")]
    [InlineData("count(data = rotterdam)", "count(data = rotterdam, subset = age <= 89)")]
    [InlineData("describe(~ nodes, data = rotterdam)", "describe(~ nodes, data = rotterdam, subset = age < 90)")]
    [InlineData("count(data = rotterdam, by = ~ meno)", "count(data = rotterdam, by = ~ meno, subset = age < 90)")]
    [InlineData("table(~ grade + meno, data = rotterdam)", "table(~ grade + meno, data = rotterdam, subset = age < 90)")]
    [InlineData("lm(nodes ~ age + er, data = rotterdam)", "lm(nodes ~ age + er, data = rotterdam, subset = age < 90)")]
    [InlineData("glm(death ~ age + er, data = rotterdam, family = binomial)", "glm(recur ~ age + er, data = rotterdam, family = binomial, subset = age < 90)")]
    [InlineData("survfit(Surv(dtime, death) ~ 1, data = rotterdam)", "survfit(Surv(dtime, death) ~ 1, data = rotterdam, subset = age < 90)")]
    [InlineData("quantile(~ pgr, data = rotterdam, probs = c(0.25, 0.5))", "quantile(~ pgr, data = rotterdam, probs = c(0.25, 0.5), subset = age < 90)")]
    [InlineData("coxph(Surv(dtime, death) ~ er, data = rotterdam)", "coxph(Surv(dtime, death) ~ er, data = rotterdam, subset = age < 90)")]
    [InlineData("pexp(Surv(dtime, death) ~ er * interval, data = rotterdam, breaks = c(730))", "pexp(Surv(dtime, death) ~ er * interval, data = rotterdam, breaks = c(730), subset = age < 90)")]
    // The cell of one answer against the cohort of the next.
    [InlineData("count(data = rotterdam, by = ~ meno)", "count(data = rotterdam, subset = meno == 1 & age < 90)")]
    [InlineData("count(data = rotterdam, subset = meno == 1 & age < 90)", "t.test(er ~ meno, data = rotterdam)")]
    // Groups made by cuts that lie one patient apart.
    [InlineData("table(~ cut(age, c(20, 60, 89)), data = rotterdam)", "table(~ cut(age, c(20, 60, 90)), data = rotterdam)")]
    [InlineData("hist(~ age, data = rotterdam, breaks = c(20, 60, 89))", "hist(~ age, data = rotterdam, breaks = c(20, 60, 90))")]
    public void Difference_OfOnePatient_IsRefused(string first, string second)
    {
        var centres = Guarded.Load("rotterdam");
        Assert.Equal("answered", centres.Outcome(first));
        Assert.Equal("DISCLOSURE", centres.Outcome(second));
    }

    /// <summary>One patient of lung has no ph.ecog: rows of two models, the intervals that pexp() makes itself being no column.</summary>
    [Fact]
    public void Difference_ByAMissingValue_IsRefusedAfterIntervalsToo()
    {
        var centres = Guarded.Load("lung");
        Assert.Equal("answered", centres.Outcome("pexp(Surv(time, status) ~ sex * interval, data = lung, breaks = c(365))"));
        Assert.Equal("DISCLOSURE", centres.Outcome("pexp(Surv(time, status) ~ sex + ph.ecog, data = lung, breaks = c(365))"));
    }

    [Theory]
    [InlineData("count(data = rotterdam, subset = age >= 89)")]
    [InlineData("count(data = rotterdam, subset = age == 90)")]
    [InlineData("count(data = rotterdam, subset = age == 90 & er > 100000)")]
    [InlineData("lm(nodes ~ I(age == 90), data = rotterdam)")]
    [InlineData("lm(nodes ~ as.numeric(age == 90), data = rotterdam)")]
    [InlineData("coxph(Surv(dtime, death) ~ ridge(as.numeric(age == 90), theta = 10, scale = FALSE), data = rotterdam)")]
    [InlineData("coxph(Surv(dtime, death) ~ ridge(er, pmax(age - 88, 0), theta = 10, scale = FALSE), data = rotterdam)")]
    [InlineData("pexp(Surv(dtime, death) ~ er + interval:as.numeric(age == 90), data = rotterdam, breaks = c(730))")]
    [InlineData("lm(nodes ~ ifelse(age >= 89, 1, 0), data = rotterdam)")]
    [InlineData("lm(nodes ~ pmax(age - 88, 0), data = rotterdam)")]
    [InlineData("lm(nodes ~ I((age / 90)^400), data = rotterdam)")]
    [InlineData("describe(~ pmax(age - 88, 0), data = rotterdam)")]
    [InlineData("describe(~ I(nodes * (age == 90)), data = rotterdam)")]
    [InlineData("lm(nodes ~ factor(age), data = rotterdam)")]
    [InlineData("glm((age == 90) ~ nodes, data = rotterdam, family = binomial)")]
    [InlineData("lm(nodes ~ I(age > 60) + I(age > 60 & age < 90), data = rotterdam)")]
    [InlineData("coxph(Surv(dtime, death & age == 90) ~ er, data = rotterdam)")]
    [InlineData("survfit(Surv(dtime, death & age == 90) ~ 1, data = rotterdam)")]
    // Two conditions that differ by one patient, each with enough patients, in a call that fits nothing.
    [InlineData("describe(~ I(age > 60) + I(age > 60 & age < 90), data = rotterdam)")]
    public void Call_ThatRestsOnFewPatients_IsRefused(string call) => Assert.Equal("DISCLOSURE", Guarded.Load("rotterdam").Outcome(call));

    [Theory]
    [InlineData("count(data = rotterdam, subset = pid != 17)", "identifies patients")]
    [InlineData("count(data = rotterdam, subset = age >= 50.5)", "steps of 1")]
    [InlineData("hist(~ age, data = rotterdam, breaks = c(20, 50.5, 90))", "steps of 1")]
    [InlineData("count(data = rotterdam, subset = site == \"s1\")", "strata(site)")]
    [InlineData("count(data = rotterdam, by = ~ site)", "strata(site)")]
    [InlineData("lm(age ~ site, data = rotterdam)", "strata(site)")]
    [InlineData("lm(nodes ~ I(age >= 50.5), data = rotterdam)", "steps of 1")]
    [InlineData("lm(nodes ~ I(50.5 <= age), data = rotterdam)", "steps of 1")]
    [InlineData("lm(nodes ~ pmax(age, 50.5), data = rotterdam)", "steps of 1")]
    [InlineData("lm(nodes ~ pid, data = rotterdam)", "identifies patients")]
    [InlineData("lm(age ~ nodes * site, data = rotterdam)", "strata(site)")]
    public void Call_ThatPolicyForbids_SaysWhatToWrite(string call, string expected)
    {
        var centres = Guarded.Load("rotterdam");
        var refused = Assert.Throws<FedOncoException>(() => centres.Ask(call));
        Assert.Equal(ErrorReason.Policy, refused.Reason);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_WhetherOrNotThePatientExists_IsTheSame()
    {
        // One patient is 90, none is 92 (the range of the dictionary goes beyond): both differ from everybody by 0 to 10 patients.
        string Refusal(int age)
        {
            var centres = Guarded.Load("rotterdam");
            centres.Ask("count(data = rotterdam)");
            return Assert.Throws<FedOncoException>(() => centres.Ask($"count(data = rotterdam, subset = !(age == {age} & nodes == 3))")).Message;
        }

        Assert.Equal(Refusal(90), Refusal(25));
    }

    [Fact]
    public void Cell_ThatIsSmall_IsHiddenWithACompanion()
    {
        var centres = Guarded.Load("rotterdam");
        var result = centres.Ask("table(~ cut(age, c(20, 26, 50, 70, 90)) + meno, data = rotterdam)");
        var rules = result.Suppressed.Select(s => s.Rule).ToList();
        Assert.Contains("primary", rules);
        Assert.Contains("secondary", rules);
        var n = result.Tidy.Columns.Single(c => c.Name == "n");
        var marks = result.Tidy.Columns.Single(c => c.Name == "suppressed");
        Assert.Equal(n.Missing, Enumerable.Range(0, n.Numbers.Values.Count).Select(i => (uint)i).Except(marks.Missing));
        Assert.DoesNotContain(n.Numbers.Values.Where((_, i) => !n.Missing.Contains((uint)i)), v => v < 11);
    }

    [Fact]
    public void Site_WithFewPatients_IsNoObstacleWhereTheTotalIsLarge()
    {
        var centres = Guarded.Load("rotterdam").Resplit(i => i % 40 == 0 ? $"s{i / 40 % 4}" : "s4");
        centres.Terms = Guarded.Default;
        Assert.Equal("answered", centres.Outcome("count(data = rotterdam, subset = size == \">50\")"));
    }

    [Fact]
    public void Cohort_AtOneSite_IsRefused()
    {
        var centres = Guarded.Load("rotterdam").Resplit(i => i < 2900 ? "s0" : "s1");
        centres.Terms = Guarded.Default;
        Assert.Equal("DISCLOSURE", centres.Outcome("count(data = rotterdam)"));
    }

    [Fact]
    public void SameCall_Again_IsAnswered()
    {
        var centres = Guarded.Load("rotterdam");
        Assert.Equal("answered", centres.Outcome("lm(nodes ~ age + size, data = rotterdam, subset = age > 49)"));
        Assert.Equal("answered", centres.Outcome("lm(nodes ~ age + size, data = rotterdam, subset = (50 <= age))"));
        Assert.Equal("answered", centres.Outcome("lm(er ~ age, data = rotterdam, subset = !(age < 50))"));
    }
}
