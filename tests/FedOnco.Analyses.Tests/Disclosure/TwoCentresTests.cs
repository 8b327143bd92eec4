using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Two centres show each other every total, so each call passes for each centre's own data or is refused whole (colon, s1 and s2).</summary>
public sealed class TwoCentresTests
{
    [Theory]
    [InlineData("count(data = colon, by = ~ rx)")]
    [InlineData("describe(~ age, data = colon, by = ~ sex)")]
    [InlineData("table1(~ age + sex, data = colon, by = ~ rx)")]
    [InlineData("table(~ rx + status, data = colon)")]
    [InlineData("hist(~ age, data = colon, breaks = c(18, 50, 60, 70, 90))")]
    [InlineData("ecdf(~ age, data = colon, breaks = c(50, 60, 70))")]
    [InlineData("quantile(~ age, data = colon, probs = c(0.25, 0.5, 0.75))")]
    [InlineData("smd(age ~ sex, data = colon)")]
    [InlineData("analysis_set(s, data = colon, complete = ~ age + sex + rx)")]
    [InlineData("prop.test(~ sex + status, data = colon)")]
    [InlineData("prop.trend.test(~ rx + status, data = colon)")]
    [InlineData("TukeyHSD(age ~ rx, data = colon)")]
    [InlineData("chisq.test(~ rx + status, data = colon)")]
    [InlineData("fisher.test(~ sex + status, data = colon)")]
    [InlineData("mcnemar.test(~ sex + status, data = colon)")]
    [InlineData("mantelhaen.test(~ sex + status + rx, data = colon)")]
    [InlineData("t.test(age ~ sex, data = colon)")]
    [InlineData("oneway.test(age ~ rx, data = colon)")]
    [InlineData("bartlett.test(age ~ rx, data = colon)")]
    [InlineData("aov(age ~ rx, data = colon)")]
    [InlineData("wilcox.test(age ~ sex, data = colon)")]
    [InlineData("kruskal.test(age ~ rx, data = colon)")]
    [InlineData("cor(~ age + time, data = colon)")]
    [InlineData("cor.test(~ age + time, data = colon)")]
    [InlineData("lm(age ~ rx + sex, data = colon)")]
    [InlineData("glm(status ~ rx + age, data = colon, family = binomial)")]
    [InlineData("glm.nb(nodes ~ age, data = colon)")]
    [InlineData("glmnet(age ~ sex + time, data = colon)")]
    [InlineData("multinom(rx ~ age, data = colon)")]
    [InlineData("polr(rx ~ age, data = colon)")]
    [InlineData("survfit(Surv(time, status) ~ rx, data = colon, subset = etype == 2)")]
    [InlineData("survdiff(Surv(time, status) ~ rx, data = colon, subset = etype == 2)")]
    [InlineData("rmst(Surv(time, status) ~ sex, data = colon, subset = etype == 2, tau = 1500)")]
    [InlineData("coxph(Surv(time, status) ~ rx + age + strata(site), data = colon, subset = etype == 2)")]
    [InlineData("cox.zph(Surv(time, status) ~ rx + age, data = colon, subset = etype == 2)")]
    [InlineData("prcomp(~ age + time, data = colon, scale. = TRUE)")]
    [InlineData("kmeans(~ age + time, data = colon, centers = 2)")]
    public void Call_WithEnoughPatientsAtEachCentre_IsAnswered(string call) => Assert.Equal("answered", Load().Outcome(call));

    [Theory]
    // Few patients with a perforation, a well differentiated tumour in one arm, or aged below 30 at each of the two.
    [InlineData("table(~ perfor + rx, data = colon, subset = etype == 2)")]
    [InlineData("chisq.test(~ perfor + status, data = colon, subset = etype == 2)")]
    [InlineData("lm(age ~ perfor, data = colon)")]
    [InlineData("count(data = colon, subset = age < 30)")]
    public void Call_WithASmallCellAtOneCentre_IsRefusedWhole(string call) => Assert.Equal("DISCLOSURE", Load().Outcome(call));

    /// <summary>Nobody of one centre has the level: every patient who has it is at the other.</summary>
    [Fact]
    public void Call_WithACellThatIsEmptyAtOneCentre_IsRefused()
    {
        Centres At(int first) => With(Centres.Of("d", ["g"], new Dictionary<string, List<string[]>>
        {
            ["s1"] = [.. Enumerable.Range(0, 60).Select(i => new[] { i < first ? "b" : "a" })],
            ["s2"] = [.. Enumerable.Range(0, 60).Select(i => new[] { i < 30 ? "b" : "a" })],
        }));
        Assert.Equal("answered", At(first: 30).Outcome("table(~ g, data = d)"));
        Assert.Equal("DISCLOSURE", At(first: 0).Outcome("table(~ g, data = d)"));
    }

    [Fact]
    public void Difference_OfFewPatientsAtOneCentre_IsRefused()
    {
        var centres = Load();
        Assert.Equal("answered", centres.Outcome("lm(age ~ sex, data = colon, subset = etype == 2)"));
        Assert.Equal("DISCLOSURE", centres.Outcome("lm(age ~ sex, data = colon, subset = etype == 2 & age < 84)"));
    }

    /// <summary>21 patients are 79 or older, nine of them at s2: enough in all, too few there.</summary>
    [Fact]
    public void Difference_LargeEnoughInAllButNotAtOneCentre_IsRefused()
    {
        var centres = Load();
        Assert.Equal("answered", centres.Outcome("describe(~ age, data = colon, subset = etype == 2)"));
        Assert.Equal("DISCLOSURE", centres.Outcome("describe(~ age, data = colon, subset = etype == 2 & age < 79)"));
        Assert.Equal("answered", Load().Outcome("describe(~ age, data = colon, subset = etype == 2 & age < 79)"));
    }

    private static Centres Load() => With(Guarded.Load("colon").Only("s1", "s2"));

    private static Centres With(Centres centres)
    {
        centres.Terms = new DisclosureTerms { Profile = Profile.TwoCentres, Resolution = Resolution.Grid, MinimumPatients = 11, MinimumSites = 2, Differencing = Differencing.Pairwise };
        return centres;
    }
}
