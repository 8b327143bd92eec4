using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.BadInput;

/// <summary>Each fault gets its reason and a message that says what to do.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("lm(age ~ agee, data = gbsg)", ErrorReason.UnknownVariable, "Did you mean age?")]
    [InlineData("lm(age ~ sizee(nodes), data = gbsg)", ErrorReason.UnknownFunction, "not a function")]
    [InlineData("count(data = gbsg, subset = age == \"old\")", ErrorReason.WrongType, "without quotes")]
    [InlineData("count(data = gbsg, subset = site == \"s9\")", ErrorReason.UnknownLevel, "\"s1\"")]
    [InlineData("count(data = gbsg, subset = site > \"s1\")", ErrorReason.WrongType, "no order")]
    [InlineData("lm(age ~ scale(nodes), data = gbsg)", ErrorReason.DataDependentForm, "I((x - m) / s)")]
    [InlineData("lm(age ~ poly(nodes, 2), data = gbsg)", ErrorReason.DataDependentForm, "raw = TRUE")]
    [InlineData("lm(age ~ cut(nodes, 3), data = gbsg)", ErrorReason.DataDependentForm, "c(..)")]
    [InlineData("lm(age ~ I(1 / (nodes - 3)), data = gbsg)", ErrorReason.Unbounded, "no bounds")]
    [InlineData("lm(age ~ log(pgr), data = gbsg)", ErrorReason.NotFinite, "log(x + 1)")]
    [InlineData("glm(nodes ~ age, data = gbsg, family = binomial)", ErrorReason.WrongType, "I(nodes > 0)")]
    [InlineData("glm(I(age > 50) ~ age, data = gbsg, family = binomial)", ErrorReason.Separation, "age")]
    [InlineData("glm(status ~ age, data = gbsg, family = binomial, subset = status == 1)", ErrorReason.NoEvents, "same for everyone")]
    [InlineData("count(data = gbsg, subset = age > 500)", ErrorReason.EmptyCohort, "No patient")]
    [InlineData("coxph(Surv(rfstime, status) ~ age, data = gbsg, subset = status == 0)", ErrorReason.NoEvents, "event")]
    [InlineData("coxph(Surv(rfstime, nodes) ~ age, data = gbsg)", ErrorReason.EventCodingUnknown, "== 2")]
    [InlineData("coxph(Surv(rfstime, status) ~ 1, data = gbsg)", ErrorReason.WrongArgument, "covariate")]
    [InlineData("coxph(age ~ nodes, data = gbsg)", ErrorReason.WrongArgument, "Surv(time, event)")]
    [InlineData("hist(~ age, data = gbsg, breaks = c(30, 40))", ErrorReason.OutsideBreaks, "outside")]
    [InlineData("hist(~ age, data = gbsg, breaks = c(40, 30))", ErrorReason.WrongArgument, "increasing")]
    [InlineData("count(data = gbsg, by = ~ pgr + er + pid)", ErrorReason.TooLarge, "levels")]
    [InlineData("quantile(~ age, data = gbsg, probs = c(0, 0.5))", ErrorReason.WrongArgument, "never released")]
    [InlineData("quantile(~ age, data = gbsg, probs = 0.5, type = 2.5)", ErrorReason.WrongArgument, "1 to 9")]
    [InlineData("chisq.test(~ status, data = gbsg)", ErrorReason.WrongArgument, "~ a + b")]
    [InlineData("chisq.test(~ status + meno, data = gbsg, subset = status == 1)", ErrorReason.EmptyCohort, "status has fewer than two levels")]
    [InlineData("mcnemar.test(~ status + grade, data = gbsg)", ErrorReason.WrongArgument, "same levels")]
    [InlineData("mantelhaen.test(~ status + meno, data = gbsg)", ErrorReason.WrongArgument, "stratum")]
    [InlineData("mantelhaen.test(~ status + grade + site, data = gbsg, subset = status == 1)", ErrorReason.EmptyCohort, "status has fewer than two levels")]
    [InlineData("t.test(age ~ grade, data = gbsg)", ErrorReason.WrongArgument, "needs 2")]
    [InlineData("t.test(age ~ meno + status, data = gbsg)", ErrorReason.WrongArgument, "one grouping variable")]
    [InlineData("t.test(~ meno, data = gbsg)", ErrorReason.WrongArgument, "left side")]
    [InlineData("cor.test(~ age, data = gbsg)", ErrorReason.WrongArgument, "2 variables")]
    [InlineData("prcomp(~ age + status, data = gbsg, scale. = TRUE, subset = status == 1)", ErrorReason.NotFinite, "status is constant")]
    [InlineData("wilcox.test(status ~ meno, data = gbsg, subset = status == 1)", ErrorReason.NotFinite, "nothing to rank")]
    [InlineData("survdiff(Surv(rfstime, status) ~ 1, data = gbsg)", ErrorReason.WrongArgument, "compares groups")]
    [InlineData("survdiff(Surv(rfstime, status) ~ meno, data = gbsg, subset = status == 0)", ErrorReason.NoEvents, "No events")]
    [InlineData("rmst(Surv(rfstime, status) ~ meno, data = gbsg, tau = 0)", ErrorReason.WrongArgument, "horizon")]
    [InlineData("glm(pgr ~ age, data = gbsg, family = Gamma(log))", ErrorReason.WrongType, "above 0")]
    [InlineData("glm(pgr ~ age, data = gbsg, family = Gamma)", ErrorReason.WrongType, "not above 0")]
    [InlineData("glm(pgr ~ age, data = gbsg, family = poisson(inverse))", ErrorReason.NotYet, "poisson and quasipoisson (log, identity)")]
    [InlineData("lm(age ~ nodes + factor(grade), data = gbsg, subset = grade == 2)", ErrorReason.EmptyCohort, "only one level")]
    [InlineData("lm(age ~ nodes, data = gbsg, vcov = \"HC1\", cluster = meno)", ErrorReason.WrongArgument, "vcov = \"cluster\"")]
    [InlineData("mantelhaen.test(~ hormon + status + meno, data = gbsg, subset = meno == 1)", ErrorReason.EmptyCohort, "no strata")]
    [InlineData("cor.test(~ age + nodes, data = gbsg, method = \"spearman\", exact = TRUE)", ErrorReason.WrongArgument, "without ties")]
    [InlineData("wilcox.test(age ~ meno, data = gbsg, exact = TRUE)", ErrorReason.WrongArgument, "without ties")]
    [InlineData("cor(~ age + site, data = gbsg, method = \"spearman\")", ErrorReason.WrongType, "category")]
    [InlineData("glm(age ~ nodes, data = gbsg, family = binomial(probit))", ErrorReason.WrongType, "not 0/1")]
    [InlineData("coxph(Surv(rfstime, status) ~ ridge(age, scale = FALSE), data = gbsg)", ErrorReason.WrongArgument, "theta = 10")]
    [InlineData("coxph(Surv(rfstime, status) ~ ridge(age, theta = -1, scale = FALSE), data = gbsg)", ErrorReason.WrongArgument, "positive number")]
    [InlineData("coxph(Surv(rfstime, status) ~ ridge(age, df = 2, scale = FALSE), data = gbsg)", ErrorReason.WrongArgument, "no argument df")]
    [InlineData("coxph(Surv(rfstime, status) ~ ridge(site, theta = 1, scale = FALSE), data = gbsg)", ErrorReason.WrongType, "a category")]
    [InlineData("coxph(Surv(rfstime, status) ~ ridge(age, theta = 1, scale = FALSE) + ridge(age, theta = 2, scale = FALSE), data = gbsg)", ErrorReason.WrongArgument, "twice")]
    [InlineData("coxph(Surv(rfstime, status) ~ ridge(age, theta = 1, scale = FALSE):nodes, data = gbsg)", ErrorReason.WrongArgument, "interaction")]
    [InlineData("coxph(Surv(rfstime, status) ~ ridge(age, theta = 1, scale = FALSE), data = gbsg, robust = TRUE)", ErrorReason.NotYet, "robust")]
    [InlineData("coxph(Surv(rfstime, status) ~ ridge(age, theta = 1, scale = FALSE), data = gbsg, weights = nodes)", ErrorReason.NotYet, "weights")]
    [InlineData("lm(age ~ ridge(nodes, theta = 1, scale = FALSE), data = gbsg)", ErrorReason.NotYet, "coxph() only")]
    [InlineData("survfit(Surv(rfstime, status) ~ ridge(age, theta = 1, scale = FALSE), data = gbsg)", ErrorReason.NotYet, "coxph() only")]
    [InlineData("cox.zph(coxph(Surv(rfstime, status) ~ ridge(age, theta = 1, scale = FALSE), data = gbsg))", ErrorReason.NotYet, "coxph() only")]
    [InlineData("basehaz(coxph(Surv(rfstime, status) ~ age + strata(site), data = gbsg))", ErrorReason.WrongArgument, "Leave strata(site) out")]
    [InlineData("concordance(Surv(pmin(100, rfstime - 1), rfstime, status) ~ age, data = gbsg, timewt = \"n/G2\")", ErrorReason.WrongArgument, "from the start")]
    [InlineData("survival_metrics(Surv(rfstime, status) ~ age + nodes, data = gbsg, times = 365)", ErrorReason.WrongArgument, "one number")]
    [InlineData("survival_metrics(Surv(rfstime, status) ~ factor(grade), data = gbsg, times = 365)", ErrorReason.WrongArgument, "one number")]
    [InlineData("survival_metrics(Surv(rfstime, status) ~ nodes, data = gbsg, times = c(730, 365))", ErrorReason.WrongArgument, "increasing")]
    [InlineData("survival_metrics(Surv(rfstime, status) ~ nodes, data = gbsg, times = c(365, 730), baseline = 0.9)", ErrorReason.WrongArgument, "as many numbers")]
    [InlineData("survival_metrics(Surv(rfstime, status) ~ nodes, data = gbsg, times = 365, baseline = 90)", ErrorReason.WrongArgument, "up to 1")]
    [InlineData("survival_metrics(Surv(pmin(100, rfstime - 1), rfstime, status) ~ nodes, data = gbsg, times = 365)", ErrorReason.WrongArgument, "from the start")]
    [InlineData("concordance(Surv(rfstime, status) ~ age + nodes, data = gbsg)", ErrorReason.WrongArgument, "one number")]
    [InlineData("survfit(surv(rfstime, status, landmark = -1) ~ 1, data = gbsg)", ErrorReason.WrongArgument, "above 0")]
    [InlineData("survfit(Surv(rfstime, status) ~ 1, data = gbsg, stype = 1.5)", ErrorReason.WrongArgument, "1 or 2")]
    [InlineData("survfit(Surv(rfstime, status) ~ 1, data = gbsg, weights = nodes, subset = pgr > 0, quantiles = 2)", ErrorReason.WrongArgument, "between 0 and 1")]
    [InlineData("coxph(Surv(rfstime, status) ~ age, data = gbsg, weights = pgr)", ErrorReason.WrongArgument, "Leave these rows out")]
    [InlineData("glm.nb(I(age / 2) ~ nodes, data = gbsg)", ErrorReason.WrongType, "whole numbers")]
    [InlineData("glm.nb(status ~ age, data = gbsg)", ErrorReason.NoConvergence, "poisson")]
    [InlineData("ecdf(~ age, data = gbsg, breaks = c(40, 30))", ErrorReason.WrongArgument, "increasing")]
    [InlineData("ecdf(~ site, data = gbsg, breaks = 40)", ErrorReason.WrongType, "table(")]
    [InlineData("smd(~ meno, data = gbsg)", ErrorReason.WrongArgument, "x ~ g")]
    [InlineData("smd(age ~ meno + status, data = gbsg)", ErrorReason.WrongArgument, "one grouping variable")]
    [InlineData("smd(age ~ status, data = gbsg, subset = status == 1)", ErrorReason.EmptyCohort, "fewer than two levels")]
    [InlineData("table1(~ age, by = ~ meno + status, data = gbsg)", ErrorReason.WrongArgument, "one grouping variable")]
    [InlineData("table1(~ age, by = ~ meno, data = gbsg, nonnormal = ~ nodes)", ErrorReason.WrongArgument, "numbers of the table")]
    [InlineData("prop.test(~ meno + status, data = gbsg, success = 2)", ErrorReason.UnknownLevel, "It has: 0, 1")]
    [InlineData("prop.test(~ meno + status, data = gbsg, p = 0.3)", ErrorReason.WrongArgument, "one group")]
    [InlineData("prop.trend.test(~ grade + status, data = gbsg, score = c(1, 2))", ErrorReason.WrongArgument, "3 levels")]
    [InlineData("TukeyHSD(age ~ meno * status, data = gbsg)", ErrorReason.WrongArgument, "one grouping variable")]
    [InlineData("glmnet(status ~ age, data = gbsg, family = binomial(probit))", ErrorReason.NotYet, "gaussian, binomial and poisson")]
    [InlineData("glmnet(status ~ age - 1, data = gbsg)", ErrorReason.NotYet, "intercept")]
    [InlineData("glmnet(status ~ 1, data = gbsg)", ErrorReason.WrongArgument, "nothing to penalise")]
    [InlineData("glmnet(status ~ age, data = gbsg, lambda = -1)", ErrorReason.WrongArgument, "from 0")]
    [InlineData("glmnet(status ~ age, data = gbsg, subset = status == 1)", ErrorReason.NoEvents, "same for everyone")]
    [InlineData("multinom(grade ~ age, data = gbsg, subset = grade == 1)", ErrorReason.NoEvents, "only one level")]
    [InlineData("multinom(factor(grade) ~ I(grade > 1), data = gbsg)", ErrorReason.Separation, "grade")]
    [InlineData("polr(status ~ age, data = gbsg)", ErrorReason.WrongArgument, "binomial")]
    [InlineData("polr(grade ~ age - 1, data = gbsg)", ErrorReason.WrongArgument, "thresholds")]
    [InlineData("kmeans(~ age + nodes, data = gbsg, centers = 2.5)", ErrorReason.WrongArgument, "whole number")]
    [InlineData("kmeans(~ site, data = gbsg, centers = 2)", ErrorReason.WrongType, "numbers are needed")]
    [InlineData("anova(lm(age ~ nodes, data = gbsg), lm(age ~ nodes, data = gbsg, subset = meno == 1))", ErrorReason.WrongArgument, "rows")]
    [InlineData("anova(lm(age ~ nodes, data = gbsg), glm(status ~ nodes, data = gbsg, family = binomial))", ErrorReason.WrongArgument, "same kind")]
    [InlineData("vcov(coxph(Surv(rfstime, status) ~ ridge(age, theta = 1, scale = FALSE), data = gbsg))", ErrorReason.WrongArgument, "without ridge()")]
    [InlineData("vcov(count(data = gbsg))", ErrorReason.WrongArgument, "vcov() is of lm()")]
    [InlineData("contrast(lm(age ~ nodes, data = gbsg), c(size = 1))", ErrorReason.WrongArgument, "no coefficient size")]
    [InlineData("contrast(lm(age ~ nodes + I(2 * nodes), data = gbsg), c(0, 0, 1))", ErrorReason.Aliased, "not estimable")]
    [InlineData("emmeans(lm(age ~ nodes, data = gbsg), ~ nodes)", ErrorReason.WrongArgument, "factor(..)")]
    [InlineData("predict(lm(age ~ nodes, data = gbsg))", ErrorReason.MissingArgument, "newdata")]
    [InlineData("predict(lm(age ~ nodes, data = gbsg), newdata = data.frame(size = 1))", ErrorReason.MissingArgument, "no nodes")]
    [InlineData("predict(coxph(Surv(rfstime, status) ~ age, data = gbsg), newdata = data.frame(age = 1))", ErrorReason.NotYet, "lm(), glm()")]
    [InlineData("predict(lm(age ~ factor(grade), data = gbsg, subset = grade < 3), newdata = data.frame(grade = 3))", ErrorReason.UnknownLevel, "does not occur")]
    [InlineData("cuminc(Surv(rfstime, status) ~ meno, data = gbsg)", ErrorReason.WrongArgument, "factor(status)")]
    [InlineData("cuminc(Surv(rfstime, factor(status)) ~ strata(site), data = gbsg)", ErrorReason.WrongArgument, "Gray's test")]
    [InlineData("cuminc(Surv(rfstime, factor(status)) ~ meno * grade, data = gbsg)", ErrorReason.WrongArgument, "joined by +")]
    [InlineData("cuminc(Surv(nodes, rfstime, factor(status)) ~ meno, data = gbsg)", ErrorReason.WrongArgument, "id = patient")]
    [InlineData("survdiff(Surv(rfstime, status) ~ meno + grade, data = gbsg, trend = TRUE)", ErrorReason.WrongArgument, "one grouping variable")]
    [InlineData("pairwise_survdiff(Surv(rfstime, status) ~ meno, data = gbsg, subset = meno == 1)", ErrorReason.WrongArgument, "only one group")]
    [InlineData("pairwise_survdiff(Surv(rfstime, status) ~ meno, data = gbsg, subset = status == 0)", ErrorReason.NoEvents, "No events")]
    [InlineData("pyears(Surv(rfstime, status) ~ meno, data = gbsg, scale = 0)", ErrorReason.WrongArgument, "above 0")]
    [InlineData("finegray(Surv(rfstime, factor(status)) ~ age, data = gbsg, etype = 2)", ErrorReason.UnknownLevel, "\"1\"")]
    [InlineData("finegray(Surv(rfstime, factor(status)) ~ 1, data = gbsg)", ErrorReason.WrongArgument, "covariate")]
    [InlineData("finegray(Surv(nodes, rfstime, factor(status)) ~ age, data = gbsg)", ErrorReason.MissingArgument, "id =")]
    [InlineData("finegray(Surv(rfstime, factor(status)) ~ age, data = gbsg, id = pid)", ErrorReason.WrongArgument, "each row is a patient")]
    [InlineData("finegray(Surv(rfstime, factor(status)) ~ age, data = gbsg, subset = status == 0)", ErrorReason.NoEvents, "event")]
    [InlineData("survfit(Surv(nodes, rfstime, factor(status)) ~ 1, data = gbsg)", ErrorReason.MissingArgument, "id =")]
    [InlineData("survfit(Surv(rfstime, factor(status)) ~ meno, data = gbsg, id = meno)", ErrorReason.DataNotConforming, "overlap")]
    [InlineData("survfit(Surv(rfstime, status) ~ meno, data = gbsg, id = pid)", ErrorReason.WrongArgument, "several states")]
    [InlineData("survfit(Surv(rfstime, status) ~ meno, data = gbsg, cluster = pid, stype = 2, ctype = 2)", ErrorReason.NotYet, "ctype = 1")]
    [InlineData("survfit(Surv(rfstime, status) ~ meno, data = gbsg, robust = TRUE, stype = 2, ctype = 2)", ErrorReason.NotYet, "ctype = 1")]
    [InlineData("survfit(Surv(rfstime, factor(status)) ~ meno, data = gbsg, robust = TRUE)", ErrorReason.WrongArgument, "robust already")]
    [InlineData("survfit(Surv(rfstime, factor(status)) ~ meno, data = gbsg, weights = grade)", ErrorReason.NotYet, "cuminc(")]
    [InlineData("survfit(Surv(rfstime, factor(status)) ~ meno, data = gbsg, start.time = 100)", ErrorReason.WrongArgument, "start.time")]
    [InlineData("cuminc(Surv(rfstime, factor(status)) ~ meno + strata(site), data = gbsg, weights = grade)", ErrorReason.WrongArgument, "no form with weights")]
    [InlineData("cuminc(Surv(rfstime, factor(status)) ~ meno, data = gbsg, weights = grade, rho = 1)", ErrorReason.WrongArgument, "no form with weights")]
    [InlineData("cuminc(Surv(rfstime, factor(status)) ~ meno, data = gbsg, weights = er)", ErrorReason.WrongArgument, "Some weights are 0")]
    [InlineData("coxph(Surv(rfstime, status) ~ meno, data = gbsg, id = pid)", ErrorReason.WrongArgument, "cluster =")]
    [InlineData("coxph(Surv(nodes, rfstime, factor(status)) ~ age, data = gbsg, id = pid)", ErrorReason.NotYet, "name one event")]
    [InlineData("train(age ~ nodes * size, data = gbsg, model = gbdt())", ErrorReason.WrongArgument, "interactions themselves")]
    [InlineData("train(age ~ 1, data = gbsg, model = gbdt())", ErrorReason.WrongArgument, "nothing to learn from")]
    [InlineData("train(~ age, data = gbsg, model = gbdt())", ErrorReason.WrongArgument, "left side")]
    [InlineData("train(grade ~ age, data = gbsg, model = gbdt(trees = 2.5))", ErrorReason.WrongArgument, "trees = is a whole number")]
    [InlineData("train(Surv(rfstime, status) ~ age, data = gbsg, model = elastic_net())", ErrorReason.WrongArgument, "cox_net()")]
    [InlineData("train(status ~ age, data = gbsg, model = cox_net())", ErrorReason.WrongArgument, "Surv(time, event)")]
    [InlineData("train(status ~ age, data = gbsg, model = gbdt(), strategy = fedavg())", ErrorReason.WrongArgument, "belongs to mlp()")]
    [InlineData("train(status ~ age, data = gbsg, model = gbdt(), patience = 3)", ErrorReason.MissingArgument, "validation = 0.2")]
    [InlineData("train(status ~ age, data = gbsg, model = gbdt(), folds = 1)", ErrorReason.WrongArgument, "at least 2 parts")]
    [InlineData("train(age ~ nodes, data = gbsg, model = elastic_net(family = binomial))", ErrorReason.WrongArgument, "two classes")]
    [InlineData("train(status ~ age, data = gbsg, model = mlp(hidden = 2.5))", ErrorReason.WrongArgument, "whole numbers")]
    [InlineData("train(status ~ age, data = gbsg, model = mlp(hidden = c(8000, 8000)))", ErrorReason.TooLarge, "smaller layers")]
    [InlineData("train(status ~ age, data = gbsg, subset = status == 1, model = gbdt())", ErrorReason.OneClass, "same outcome")]
    [InlineData("train(Surv(rfstime, status) ~ age, data = gbsg, subset = status == 0, model = gbdt())", ErrorReason.NoEvents, "has the event")]
    [InlineData("train(status ~ log(nodes - 1), data = gbsg, model = gbdt())", ErrorReason.NotFinite, "log(x + 1)")]
    [InlineData("evaluate(nothing, data = gbsg)", ErrorReason.WrongArgument, "no model called nothing")]
    [InlineData("pexp(Surv(rfstime, status) ~ age, data = gbsg, breaks = c(730, 365))", ErrorReason.WrongArgument, "increasing")]
    [InlineData("pexp(Surv(rfstime, status) ~ age, data = gbsg, subset = status == 0)", ErrorReason.NoEvents, "event")]
    [InlineData("pexp(Surv(rfstime, status) ~ age + strata(meno), data = gbsg)", ErrorReason.WrongArgument, "strata()")]
    [InlineData("iptw(grade ~ age, data = gbsg)", ErrorReason.WrongType, "not 0/1")]
    [InlineData("iptw(meno ~ nodes, data = gbsg, truncate = 0)", ErrorReason.WrongArgument, "largest weight")]
    [InlineData("iptw(meno ~ nodes, data = gbsg, estimand = \"ATT\", stabilize = TRUE)", ErrorReason.WrongArgument, "ATE")]
    [InlineData("iptw(I(age > 50) ~ age, data = gbsg)", ErrorReason.Separation, "age")]
    [InlineData("lm(nodes ~ hormon, data = gbsg, weights = iptw(hormon ~ agee))", ErrorReason.UnknownVariable, "Did you mean age?")]
    [InlineData("lm(nodes ~ hormon, data = gbsg, weights = iptw(hormon ~ age, data = gbsg))", ErrorReason.WrongArgument, "leave data out")]
    public void Run_Fault_HasItsReason(string call, ErrorReason reason, string advice)
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "gbsg");
        var fault = Assert.Throws<FedOncoException>(() => centres.Answer(call));
        Assert.Equal(reason, fault.Reason);
        Assert.Contains(advice, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Coxph_MonotoneLikelihood_NamesTheTerm()
    {
        List<string[]> rows = [.. Enumerable.Range(0, 60).Select(i => new[] { $"{10 + i}", i < 30 ? "1" : "0", i < 30 ? "1" : "0" })];
        var centres = Centres.Of("d", ["time", "event", "x"], new Dictionary<string, List<string[]>> { ["a"] = rows[..20], ["b"] = rows[20..] });
        var fault = Assert.Throws<FedOncoException>(() => centres.Answer("coxph(Surv(time, event) ~ x, data = d)"));
        Assert.Equal(ErrorReason.InfiniteCoefficient, fault.Reason);
        Assert.Contains("x:", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_ByName_AreThoseOfTheCall()
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "gbsg");
        centres.Answer("w <- iptw(hormon ~ age + meno, data = gbsg, subset = grade > 1)");
        var named = centres.Answer("lm(nodes ~ hormon, data = gbsg, weights = w, subset = grade > 1)");
        Assert.Equal(centres.Answer("lm(nodes ~ hormon, data = gbsg, weights = iptw(hormon ~ age + meno), subset = grade > 1)").Tidy, named.Tidy);
        var fault = Assert.Throws<FedOncoException>(() => centres.Answer("lm(nodes ~ hormon, data = gbsg, weights = w)"));
        Assert.Contains("other rows", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_Result_HasNoMinimumOrMaximum()
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "gbsg");
        var (result, federation) = centres.Run("describe(~ age, data = gbsg)");
        Assert.DoesNotContain(result.Tidy.Columns, c => c.Name is "min" or "max" or "minimum" or "maximum");
        Assert.All(federation.Sums.SelectMany(s => s.Step.Layout.Blocks), b => Assert.Contains(b.Name, (string[])["patients", "rows", "sites", "known", "levels", "sum", "squares", "cubes", "bins"]));
    }
}
