using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Properties;

/// <summary>The same patients at other centres, or centres in another order, change nothing.</summary>
public sealed class SplitTests
{
    [Theory]
    [InlineData("rotterdam", "count(data = rotterdam, by = ~ size + grade)", 0)]
    [InlineData("rotterdam", "table(~ grade + recur, data = rotterdam)", 0)]
    [InlineData("rotterdam", "hist(~ age, data = rotterdam, breaks = c(20, 40, 60, 100))", 0)]
    [InlineData("rotterdam", "describe(~ age + pgr + er, data = rotterdam, by = ~ grade)", 1e-12)]
    [InlineData("rotterdam", "lm(age ~ size + nodes + log(pgr + 1), data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "survfit(Surv(dtime, death) ~ size, data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "glm(recur ~ age + size + log(nodes + 1), data = rotterdam, family = binomial)", 1e-10)]
    [InlineData("gbsg", "glm(nodes ~ age + factor(grade), data = gbsg, family = poisson)", 1e-10)]
    [InlineData("gbsg", "coxph(Surv(rfstime, status) ~ hormon + age + factor(grade), data = gbsg)", 1e-10)]
    [InlineData("lung", "coxph(Surv(time, status) ~ age + ph.ecog + strata(sex), data = lung, ties = \"breslow\")", 1e-10)]
    [InlineData("gbsg", "quantile(~ age + pgr, data = gbsg, probs = c(0.1, 0.5, 0.9))", 0)]
    [InlineData("rotterdam", "chisq.test(~ size + death, data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "fisher.test(~ chemo + death, data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "mantelhaen.test(~ hormon + death + size, data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "t.test(age ~ chemo, data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "oneway.test(age ~ size, data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "aov(age ~ size + factor(grade), data = rotterdam)", 1e-10)]
    [InlineData("rotterdam", "cor(~ age + nodes + pgr, data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "cor.test(~ pgr + er, data = rotterdam, method = \"spearman\")", 1e-12)]
    [InlineData("rotterdam", "wilcox.test(nodes ~ recur, data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "kruskal.test(age ~ size, data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "prcomp(~ age + nodes + pgr + er, data = rotterdam, scale. = TRUE)", 1e-12)]
    [InlineData("rotterdam", "survdiff(Surv(dtime, death) ~ size, data = rotterdam, rho = 1)", 1e-12)]
    [InlineData("rotterdam", "rmst(Surv(dtime, death) ~ size, data = rotterdam, tau = 3650)", 1e-12)]
    [InlineData("rotterdam", "lm(age ~ size + nodes, data = rotterdam, vcov = \"HC3\")", 1e-10)]
    [InlineData("rotterdam", "glm(recur ~ age + nodes, data = rotterdam, family = binomial(cloglog))", 1e-10)]
    [InlineData("rotterdam", "lm(age ~ poly(nodes, 5, raw = TRUE) + I(2 * nodes), data = rotterdam)", 1e-9)]
    [InlineData("rotterdam", "lm(age ~ size + year - 1, data = rotterdam)", 1e-9)]
    [InlineData("rotterdam", "glm(recur ~ age + size, data = rotterdam, family = binomial, vcov = \"HC3\")", 1e-10)]
    [InlineData("rotterdam", "glm(I(pgr + 1) ~ size, data = rotterdam, family = Gamma)", 1e-9)]
    [InlineData("gbsg", "cor(~ age + nodes + pgr, data = gbsg, method = \"spearman\")", 1e-12)]
    [InlineData("rotterdam", "glm(I(pgr + 1) ~ age + size, data = rotterdam, family = Gamma(log))", 1e-10)]
    [InlineData("gbsg", "coxph(Surv(rfstime, status) ~ hormon + age, data = gbsg, robust = TRUE)", 1e-10)]
    [InlineData("gbsg", "coxph(Surv(rfstime, status) ~ hormon + ridge(age, nodes, theta = 10, scale = FALSE), data = gbsg)", 1e-10)]
    [InlineData("gbsg", "survfit(Surv(pmin(nodes * 20, rfstime - 1), rfstime, status) ~ hormon, data = gbsg, subset = rfstime > 1, weights = iptw(hormon ~ age))", 1e-10)]
    [InlineData("gbsg", "cox.zph(Surv(rfstime, status) ~ hormon + age, data = gbsg)", 1e-9)]
    [InlineData("gbsg", "glm.nb(nodes ~ age + factor(grade), data = gbsg)", 1e-7)]
    [InlineData("rotterdam", "ecdf(~ pgr, data = rotterdam, breaks = c(0, 10, 100))", 0)]
    [InlineData("rotterdam", "smd(age + size ~ hormon, data = rotterdam)", 1e-11)]
    [InlineData("rotterdam", "table1(~ age + size + nodes, by = ~ hormon, data = rotterdam, nonnormal = ~ nodes, smd = TRUE)", 1e-11)]
    [InlineData("rotterdam", "prop.test(~ hormon + death, data = rotterdam, success = 1)", 1e-12)]
    [InlineData("gbsg", "prop.trend.test(~ grade + status, data = gbsg)", 1e-12)]
    [InlineData("rotterdam", "TukeyHSD(age ~ size, data = rotterdam)", 1e-10)]
    [InlineData("gbsg", "mantelhaen.test(~ grade + status + meno, data = gbsg)", 1e-11)]
    [InlineData("gbsg", "glmnet(status ~ age + size + nodes + grade, data = gbsg, family = binomial, lambda = c(0.05, 0.01))", 1e-9)]
    [InlineData("gbsg", "glmnet(pgr ~ age + size + nodes + grade, data = gbsg, alpha = 0.5)", 1e-9)]
    [InlineData("gbsg", "multinom(grade ~ age + size, data = gbsg)", 1e-9)]
    [InlineData("gbsg", "polr(grade ~ age + size, data = gbsg)", 1e-9)]
    [InlineData("gbsg", "kmeans(~ age + nodes, data = gbsg, centers = 3)", 1e-10)]
    [InlineData("rotterdam", "cuminc(Surv(ifelse(recur == 1, rtime, dtime), factor(ifelse(recur == 1, 1, ifelse(death == 1, 2, 0)))) ~ size + strata(grade), data = rotterdam, times = c(365, 1826))", 1e-11)]
    [InlineData("rotterdam", "cuminc(Surv(ifelse(recur == 1, rtime, dtime), factor(ifelse(recur == 1, 1, ifelse(death == 1, 2, 0)))) ~ hormon, data = rotterdam, times = c(365, 1826), weights = iptw(hormon ~ age))", 1e-10)]
    [InlineData("rotterdam", "survdiff(Surv(dtime, death) ~ size, data = rotterdam, trend = TRUE)", 1e-12)]
    [InlineData("rotterdam", "pairwise_survdiff(Surv(dtime, death) ~ size + strata(grade), data = rotterdam)", 1e-12)]
    [InlineData("gbsg", "survival_metrics(Surv(rfstime, status) ~ I(0.5 * log(nodes) - 0.1 * hormon), data = gbsg, times = c(365, 1461), baseline = c(0.9, 0.6))", 1e-9)]
    [InlineData("gbsg", "concordance(Surv(rfstime, status) ~ pgr, data = gbsg, timewt = \"n/G2\")", 1e-10)]
    [InlineData("rotterdam", "pyears(Surv(dtime, death) ~ size, data = rotterdam)", 1e-12)]
    [InlineData("rotterdam", "finegray(Surv(pmin(nodes * 30, dtime - 1), dtime, factor(ifelse(death == 1, ifelse(recur == 1, 1, 2), 0))) ~ age + size, data = rotterdam, subset = dtime > 1, id = pid)", 1e-10)]
    [InlineData("rotterdam", "finegray(Surv(ifelse(recur == 1, rtime, dtime), factor(ifelse(recur == 1, 1, ifelse(death == 1, 2, 0)))) ~ age + size, data = rotterdam)", 1e-10)]
    [InlineData("rotterdam", "coxph(Surv(ifelse(recur == 1, rtime, dtime), factor(ifelse(recur == 1, 1, ifelse(death == 1, 2, 0)))) ~ age + size, data = rotterdam, id = pid)", 1e-9)]
    [InlineData("rotterdam", "survfit(Surv(ifelse(recur == 1, rtime, dtime), factor(ifelse(recur == 1, 1, ifelse(death == 1, 2, 0)))) ~ hormon, data = rotterdam, times = c(365, 1826))", 1e-10)]
    [InlineData("gbsg", "pexp(Surv(rfstime, status) ~ hormon + age, data = gbsg, breaks = c(365, 1461))", 1e-9)]
    [InlineData("rotterdam", "iptw(hormon ~ age + size, data = rotterdam)", 1e-8)]
    [InlineData("rotterdam", "lm(pgr ~ hormon, data = rotterdam, weights = iptw(hormon ~ age + meno), vcov = \"HC0\")", 1e-9)]
    public void Answer_RandomSplits_IsTheSame(string dataset, string call, double tolerance)
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), dataset);
        var expected = centres.Resplit(_ => "only").Answer(call);
        for (var seed = 1; seed <= 4; seed++)
        {
            var random = new Random(seed);
            var names = Enumerable.Range(0, 1 + (seed * 3)).Select(i => $"{(char)('a' + random.Next(26))}{i}").ToArray();
            Same(expected.Tidy, centres.Resplit(_ => names[random.Next(names.Length)]).Answer(call).Tidy, tolerance);
        }
    }

    private static void Same(Table expected, Table actual, double tolerance)
    {
        var errors = expected.Columns.FirstOrDefault(c => c.Name == "std.error")?.Numbers.Values;
        foreach (var (left, right) in expected.Columns.Zip(actual.Columns))
        {
            Assert.Equal(left.Missing, right.Missing);
            Assert.Equal(left.Texts, right.Texts);
            for (var i = 0; i < (left.Numbers?.Values.Count ?? 0); i++)
            {
                double a = left.Numbers!.Values[i], b = right.Numbers.Values[i];
                if (left.Name == "p.value") (a, b) = (Math.Log(a), Math.Log(b));
                var scale = Math.Max(Math.Abs(a), left.Name is "estimate" ? errors?[i] ?? 0 : left.Name is "statistic" or "p.value" ? 1 : 0);
                Assert.True(a.Equals(b) || Math.Abs(a - b) <= Math.Max(tolerance, 0) * scale, $"{left.Name}[{i}]: {a:R} and {b:R}");
            }
        }
    }
}
