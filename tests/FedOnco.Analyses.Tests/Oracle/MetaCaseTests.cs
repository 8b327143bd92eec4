using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>
/// Case meta. Not offered: the other estimators of the variance between centres (PM, ML, EB, HS, SJ, HE), shrunken effects of centres,
/// Peto's odds ratio, pooling of whole coefficient vectors by their covariance matrices.
/// </summary>
public sealed class MetaCaseTests
{
    private static readonly Dictionary<string, (string Fit, int Row)> Fits = new(StringComparer.Ordinal)
    {
        ["meta/cox_gbsg_hormon"] = ("coxph(Surv(rfstime, status) ~ hormon + age + nodes, data = gbsg)", 0),
        ["meta/cox_metabric_er_5hospitals"] = ("coxph(Surv(time_days, event_cr > 0) ~ I(er_status == \"Positive\") + age_at_diagnosis, data = clinical, subset = site != \"c6plus\")", 0),
        ["meta/mean_age_heart"] = ("lm(age ~ 1, data = heart, subset = !is.na(exang))", 0),
    };

    public static IEnumerable<TheoryDataRow<string>> Cases() => OracleCase.Of("meta");

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Answer_Case_IsRs(string name)
    {
        var expected = OracleCase.Read(name);
        if (name == "meta/logit_heart_exang_4hospitals") Separated(expected);
        else if (name == "meta/mh_peto_heart") MantelHaenszel(expected);
        else if (name == "meta/multivariate_cox_rotterdam") CentresOwn(expected);
        else Combined(expected, Fits[name]);
        expected.Done();
    }

    private static void Combined(OracleCase expected, (string Fit, int Row) call)
    {
        foreach (var (key, method) in new[] { ("fixed", "FE"), ("DL", "DL"), ("REML", "REML") })
        {
            var result = expected.Answer($"meta({call.Fit}, method = \"{method}\")");
            double Of(string column) => OracleCase.Cell(result, column, call.Row);
            // R's REML stops at 1e-5 of the variance between centres; where that ends near 0 its maximum is at 0.
            var relative = key == "REML" ? 1e-7 : 1e-8;
            expected.Check($"{key} est", expected.Number(key, "est"), Of("estimate"), relative, expected.Number(key, "se"));
            expected.Check($"{key} se", expected.Number(key, "se"), Of("std.error"), relative);
            expected.Check($"{key} ci", expected.Numbers(key, "ci95"), [Of("conf.low"), Of("conf.high")], relative, [expected.Number(key, "se"), expected.Number(key, "se")]);
            expected.Check($"{key} I2", expected.Number(key, "I2"), Of("i.squared"), relative, 1);
            expected.Check($"{key} H2", expected.Number(key, "H2"), Of("h.squared"), relative);
            if (key == "fixed")
            {
                expected.Check("Q", expected.Number(key, "Q"), Of("cochran.qe"), 1e-8);
                expected.CheckP("Q p", expected.Number(key, "Q_p"), Of("p.value.cochran.qe"));
                continue;
            }

            expected.Check($"{key} tau2", expected.Number(key, "tau2"), Of("tau.squared"), relative, 1e-3);
            expected.Check($"{key} prediction", expected.Numbers(key, "pi95_normal"), [Of("pred.low"), Of("pred.high")], relative, [1, 1]);
            var knapp = expected.Answer($"meta({call.Fit}, method = \"{method}\", test = \"knha\")");
            double Own(string column) => OracleCase.Cell(knapp, column, call.Row);
            expected.Check($"{key} hksj se", expected.Number(key, "hksj", "se"), Own("std.error"), relative);
            expected.Check($"{key} hksj ci", expected.Numbers(key, "hksj", "ci95"), [Own("conf.low"), Own("conf.high")], relative, [1, 1]);
            expected.CheckP($"{key} hksj p", expected.Number(key, "hksj", "p"), Own("p.value"), relative);
            expected.Check($"{key} hksj prediction", expected.Numbers(key, "hksj", "pi95_t"), [Own("pred.low"), Own("pred.high")], relative, [1, 1]);
        }
    }

    /// <summary>All women of switzerland are ill: R lets the coefficient of sex run away there, here that centre has no estimate.</summary>
    private static void Separated(OracleCase expected)
    {
        var result = expected.Answer("meta(glm(I(target > 0) ~ exang + age + sex, data = heart, family = binomial))");
        var sites = result.Glance.Single(g => g.Name == "sites").Table;
        Assert.Contains(result.Notes, n => n.Contains("switzerland has no estimate", StringComparison.Ordinal));
        double[] mine = [.. OracleCase.Column(sites, "estimate").Skip(3).Take(3)], errors = [.. OracleCase.Column(sites, "std.error").Skip(3).Take(3)], theirs = expected.Numbers("yi"), variances = expected.Numbers("vi");
        expected.Check("sites", [theirs[0], theirs[1], theirs[3]], mine, 1e-8);
        expected.Check("errors", [Math.Sqrt(variances[0]), Math.Sqrt(variances[1]), Math.Sqrt(variances[3])], errors, 1e-8);
    }

    private static void MantelHaenszel(OracleCase expected)
    {
        var result = expected.Answer("mantelhaen.test(~ exang + I(target > 0) + site, data = heart)");
        expected.Check("MH", expected.Number("MH_OR", "est"), Math.Log(OracleCase.Cell(result, "estimate")), 1e-10);
        double[] limits = [.. expected.Numbers("MH_OR", "ci95")];
        expected.Check("MH ci", limits, [Math.Log(OracleCase.Cell(result, "conf.low")), Math.Log(OracleCase.Cell(result, "conf.high"))], 1e-8);
    }

    /// <summary>The centres' own fits of the case, and its fit on all of them.</summary>
    private static void CentresOwn(OracleCase expected)
    {
        var sites = expected.Answer("meta(coxph(Surv(dtime, death) ~ age + grade + nodes, data = rotterdam), method = \"FE\")").Glance.Single(g => g.Name == "sites").Table;
        double[] coefficients = OracleCase.Column(sites, "estimate"), errors = OracleCase.Column(sites, "std.error");
        for (var i = 0; i < coefficients.Length; i++)
        {
            var (term, site) = (i / 5, "S" + sites.Columns[1].Texts.Values[i][1..]);
            var variance = expected.Matrix("sites", site, "vcov")[4 * term];
            expected.Check($"{site} {term}", expected.Numbers("sites", site, "coef")[term], coefficients[i], 1e-8, Math.Sqrt(variance));
            expected.Check($"{site} {term} se", Math.Sqrt(variance), errors[i], 1e-8);
        }

        var pooled = expected.Answer("coxph(Surv(dtime, death) ~ age + grade + nodes + strata(site), data = rotterdam)");
        expected.Check("pooled", expected.Numbers("pooled_stratified", "coef"), OracleCase.Column(pooled.Tidy, "estimate"), 1e-8, expected.Numbers("pooled_stratified", "se"));
    }
}
