using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Rows fixed once: what a set says of itself, what runs on it, what is refused.</summary>
public sealed class AnalysisSetTests
{
    private const string Set = "analysis_set(main, data = lung, complete = ~ time + status + age + sex + ph.ecog + wt.loss)";

    [Fact]
    public void Set_OfLung_CountsRowsMissingValuesAndEvents()
    {
        // R: complete.cases(lung[, c("time", "status", "age", "sex", "ph.ecog", "wt.loss")]) has 213 of 228 rows, 151 deaths among them.
        var result = Guarded.Load("lung").Ask(Set);
        Assert.Equal((213, 15), (Glance(result, "n"), Glance(result, "n.dropped")));
        Assert.Equal([0, 0, 0, 0, 1, 14], Column(result, "n.missing"));
        Assert.Equal(151, Column(result, "n.event")[1]);
    }

    /// <summary>Few with the event, few without, or all of them at one centre: whoever knows n has both numbers.</summary>
    [Theory]
    [InlineData(6, 3, false)]
    [InlineData(84, 3, false)]
    [InlineData(15, 1, false)]
    [InlineData(30, 3, true)]
    public void Events_OfFewPatients_AreHidden(int events, int sites, bool shown)
    {
        var rows = Enumerable.Range(0, 90).GroupBy(i => $"s{i % 3}").ToDictionary(g => g.Key, g => g.Select(i => new[] { $"{i}", i % 3 < sites && i / 3 < events / sites ? "1" : "0", $"{i % 7}" }).ToList());
        var centres = Centres.Of("d", ["id", "died", "x"], rows);
        centres.Terms = Guarded.Default;
        var result = centres.Ask("analysis_set(s, data = d, complete = ~ died + x)");
        Assert.Equal(shown ? events : 0, Column(result, "n.event")[0]);
        Assert.Equal(!shown, result.Tidy.Columns.Single(c => c.Name == "n.event").Missing.Contains(0u));
        Assert.Equal(!shown, result.Suppressed.Any(s => s.Columns.Contains("n.event")));
    }

    [Fact]
    public void TenModels_OnOneSet_AreAnswered()
    {
        var centres = Guarded.Load("lung");
        centres.Ask(Set);
        string[] covariates = ["age", "sex", "ph.ecog", "wt.loss", "age + sex", "age + ph.ecog", "sex + ph.ecog", "age + sex + ph.ecog", "age + sex + wt.loss", "age + sex + ph.ecog + wt.loss"];
        Assert.All(covariates, c => Assert.Equal("answered", centres.Outcome($"coxph(Surv(time, status) ~ {c}, data = main)")));
        Assert.Equal("answered", centres.Outcome("describe(~ age + wt.loss, data = main, by = ~ sex)"));
    }

    [Fact]
    public void Models_WithoutASet_DifferByThePatientWithoutAValue()
    {
        var centres = Guarded.Load("lung");
        Assert.Equal("answered", centres.Outcome("coxph(Surv(time, status) ~ age + ph.ecog, data = lung)"));
        Assert.Equal("DISCLOSURE", centres.Outcome("coxph(Surv(time, status) ~ age, data = lung)"));
    }

    [Fact]
    public void Refusal_NamesTheSetThatPasses()
    {
        var centres = Guarded.Load("lung");
        centres.Ask("coxph(Surv(time, status) ~ age + ph.ecog, data = lung)");
        var refused = Assert.Throws<FedOncoException>(() => centres.Ask("coxph(Surv(time, status) ~ age + sex, data = lung)"));
        const string Offer = "analysis_set(rows, data = lung, complete = ~ age + ph.ecog + status + time)";
        Assert.Contains(Offer, refused.Message, StringComparison.Ordinal);
        centres.Ask(Offer);
        Assert.Equal("answered", centres.Outcome("coxph(Surv(time, status) ~ age + sex, data = rows)"));
    }

    /// <summary>One patient of the earlier answer has no ph.ecog: its rows would not do for the call.</summary>
    [Fact]
    public void Refusal_WhereEarlierRowsLieOutside_OffersNone()
    {
        var centres = Guarded.Load("lung");
        centres.Ask("coxph(Surv(time, status) ~ age + sex, data = lung)");
        var refused = Assert.Throws<FedOncoException>(() => centres.Ask("coxph(Surv(time, status) ~ age + ph.ecog, data = lung)"));
        Assert.DoesNotContain("make analysis_set(", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_OnASet_IsTheModelOnThoseRows()
    {
        var centres = Guarded.Load("lung");
        centres.Terms = new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact };
        centres.Ask(Set);
        var expected = centres.Answer("lm(age ~ sex, data = lung, subset = !is.na(ph.ecog) & !is.na(wt.loss) & !is.na(status))");
        Assert.Equal(Column(expected, "estimate"), Column(centres.Ask("lm(age ~ sex, data = main)"), "estimate"));
    }

    [Fact]
    public void Variable_MissingInTheSet_IsNamedAndTheSetStaysUsable()
    {
        var centres = Guarded.Load("lung");
        centres.Ask(Set);
        var refused = Assert.Throws<FedOncoException>(() => centres.Ask("lm(age ~ meal.cal + sex, data = main)"));
        Assert.Equal(ErrorReason.SetIncomplete, refused.Reason);
        Assert.Contains("meal.cal has missing values", refused.Message, StringComparison.Ordinal);
        Assert.Equal("answered", centres.Outcome("lm(age ~ sex + wt.loss, data = main)"));
    }

    [Fact]
    public void Set_OnePatientFromAnEarlierAnswer_IsRefused()
    {
        var centres = Guarded.Load("lung");
        centres.Ask("lm(age ~ sex, data = lung)");
        Assert.Equal("DISCLOSURE", centres.Outcome("analysis_set(s, data = lung, complete = ~ age + sex + ph.ecog)"));
    }

    [Fact]
    public void SubsetOfASet_OnePatientFromIt_IsRefused()
    {
        var centres = Guarded.Load("lung");
        centres.Ask(Set);
        Assert.Equal("answered", centres.Outcome("lm(wt.loss ~ sex, data = main)"));
        Assert.Equal("DISCLOSURE", centres.Outcome("lm(wt.loss ~ sex, data = main, subset = age < 81)"));
    }

    [Theory]
    [InlineData("analysis_set(s, data = lung, complete = ~ nosuch)", "UNKNOWN_VARIABLE")]
    [InlineData("analysis_set(s, data = lung, complete = age ~ sex)", "WRONG_ARGUMENT")]
    [InlineData("analysis_set(s, data = lung, subset = inst == 1.5)", "POLICY")]
    [InlineData("analysis_set(s, data = lung, subset = age > 81)", "DISCLOSURE")]
    public void WrongSet_SaysWhy(string call, string reason) => Assert.Equal(reason, Guarded.Load("lung").Outcome(call));

    private static double Glance(Result result, string name) => result.Glance.Single(g => g.Name == name).Number;

    private static Google.Protobuf.Collections.RepeatedField<double> Column(Result result, string name) => result.Tidy.Columns.Single(c => c.Name == name).Numbers.Values;
}
