using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>A guard that refuses ordinary work is switched off: days of a statistician without a refusal.</summary>
public sealed class OrdinaryWorkTests
{
    [Fact]
    public void Rotterdam_ASessionUnderTheDefaultPolicy_HasNoRefusal() => RequireAnswers("rotterdam",
        "count(data = rotterdam, by = ~ size)",
        "describe(~ age + nodes + pgr + er + size + grade, data = rotterdam, by = ~ chemo)",
        "table(~ grade + death, data = rotterdam)",
        "table1(~ age + size + nodes + pgr + er + grade + hormon, data = rotterdam, by = ~ chemo)",
        "table1(~ age + nodes, data = rotterdam, by = ~ recur, nonnormal = ~ nodes, smd = TRUE)",
        "coxph(Surv(dtime, death) ~ age, data = rotterdam)",
        "coxph(Surv(dtime, death) ~ age + size, data = rotterdam)",
        "coxph(Surv(dtime, death) ~ age + size + factor(grade), data = rotterdam)",
        "coxph(Surv(dtime, death) ~ age + size + factor(grade) + nodes, data = rotterdam)",
        "coxph(Surv(dtime, death) ~ age + size + factor(grade) + log(nodes + 1), data = rotterdam)",
        "coxph(Surv(dtime, death) ~ age + size + factor(grade) + log(nodes + 1) + log(pgr + 1), data = rotterdam)",
        "coxph(Surv(dtime, death) ~ age + size + factor(grade) + log(nodes + 1) + log(er + 1) + hormon, data = rotterdam)",
        "coxph(Surv(dtime, death) ~ age * hormon + size + factor(grade) + strata(site), data = rotterdam)",
        "coxph(Surv(rtime, recur) ~ age + size + chemo + strata(site), data = rotterdam)",
        "glm(recur ~ age + size + chemo, data = rotterdam, family = binomial)",
        "survfit(Surv(dtime, death) ~ size, data = rotterdam)",
        "survdiff(Surv(dtime, death) ~ size, data = rotterdam)",
        "coxph(Surv(dtime, death) ~ chemo, data = rotterdam, subset = meno == 0)",
        "coxph(Surv(dtime, death) ~ chemo, data = rotterdam, subset = meno == 1)",
        "coxph(Surv(dtime, death) ~ chemo, data = rotterdam, subset = size == \"<=20\")",
        "coxph(Surv(dtime, death) ~ chemo, data = rotterdam, subset = size == \"20-50\")",
        "coxph(Surv(dtime, death) ~ chemo, data = rotterdam, subset = grade == 2)",
        "coxph(Surv(dtime, death) ~ chemo, data = rotterdam, subset = grade == 3)");

    [Fact]
    public void Colon_ASessionOnFixedRows_HasNoRefusal()
    {
        // What analysis_set() fixes: everybody with a value for the variables of the session.
        const string Rows = "subset = etype == 2 & !is.na(nodes) & !is.na(differ)";
        RequireAnswers("colon",
            $"describe(~ age + nodes + differ, data = colon, by = ~ rx, {Rows})",
            $"count(data = colon, by = ~ rx, {Rows})",
            $"table1(~ age + sex + nodes + differ + obstruct, data = colon, by = ~ rx, {Rows})",
            $"coxph(Surv(time, status) ~ rx, data = colon, {Rows})",
            $"coxph(Surv(time, status) ~ rx + age, data = colon, {Rows})",
            $"coxph(Surv(time, status) ~ rx + age + sex, data = colon, {Rows})",
            $"coxph(Surv(time, status) ~ rx + age + sex + nodes, data = colon, {Rows})",
            $"coxph(Surv(time, status) ~ rx + age + sex + nodes + factor(differ), data = colon, {Rows})",
            $"coxph(Surv(time, status) ~ rx + nodes + factor(differ) + obstruct, data = colon, {Rows})",
            $"coxph(Surv(time, status) ~ rx + nodes + factor(differ) + adhere, data = colon, {Rows})",
            $"coxph(Surv(time, status) ~ rx * sex + nodes, data = colon, {Rows})",
            $"glm(status ~ rx + age + nodes, data = colon, family = binomial, {Rows})",
            $"coxph(Surv(time, status) ~ rx + log(nodes + 1) + strata(site), data = colon, {Rows})",
            $"survfit(Surv(time, status) ~ rx, data = colon, {Rows})",
            $"coxph(Surv(time, status) ~ rx, data = colon, {Rows} & sex == 0)",
            $"coxph(Surv(time, status) ~ rx, data = colon, {Rows} & sex == 1)");
    }

    [Fact]
    public void Colon_TenModelsCurvesAndForestOnOneSet_HaveNoRefusal() => RequireAnswers("colon",
        "analysis_set(main, data = colon, subset = etype == 2, complete = ~ time + status + rx + age + sex + nodes + differ + obstruct + adhere + extent + surg)",
        "table1(~ age + sex + nodes + differ + obstruct, data = main, by = ~ rx)",
        "coxph(Surv(time, status) ~ rx, data = main)",
        "coxph(Surv(time, status) ~ rx + age, data = main)",
        "coxph(Surv(time, status) ~ rx + sex, data = main)",
        "coxph(Surv(time, status) ~ rx + age + sex + nodes, data = main)",
        "coxph(Surv(time, status) ~ rx + nodes + factor(differ), data = main)",
        "coxph(Surv(time, status) ~ rx + nodes + obstruct, data = main)",
        "coxph(Surv(time, status) ~ rx + nodes + adhere + surg, data = main)",
        "coxph(Surv(time, status) ~ rx * sex + nodes, data = main)",
        "coxph(Surv(time, status) ~ rx + log(nodes + 1) + strata(site), data = main)",
        "glm(status ~ rx + age + nodes, data = main, family = binomial)",
        "survfit(Surv(time, status) ~ rx, data = main)",
        "survdiff(Surv(time, status) ~ rx, data = main)",
        "coxph(Surv(time, status) ~ rx, data = main, subset = sex == 0)",
        "coxph(Surv(time, status) ~ rx, data = main, subset = sex == 1)",
        "coxph(Surv(time, status) ~ rx, data = main, subset = age < 60)",
        "coxph(Surv(time, status) ~ rx, data = main, subset = age >= 60)",
        "coxph(Surv(time, status) ~ rx, data = main, subset = obstruct == 0)",
        "coxph(Surv(time, status) ~ rx, data = main, subset = obstruct == 1)");

    private static void RequireAnswers(string dataset, params string[] calls)
    {
        var centres = Guarded.Load(dataset);
        Assert.Equal("", string.Join("\n", calls.Where(c => centres.Outcome(c) != "answered")));
    }
}
