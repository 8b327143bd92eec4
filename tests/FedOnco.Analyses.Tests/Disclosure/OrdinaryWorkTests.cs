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

    private static void RequireAnswers(string dataset, params string[] calls)
    {
        var centres = Guarded.Load(dataset);
        Assert.Equal("", string.Join("\n", calls.Where(c => centres.Outcome(c) != "answered")));
    }
}
