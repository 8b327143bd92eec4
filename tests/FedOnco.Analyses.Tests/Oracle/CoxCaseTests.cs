using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>
/// Cases cox. Not offered: ties = "exact", the baseline of a model with strata(site) (each centre keeps its own).
/// Steps on the way are not shown; the last one is the fit.
/// </summary>
public sealed class CoxCaseTests
{
    // What the case's text does not say in the call language.
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        // ceiling(rfstime / 30.4375)
        ["cox/gbsg_rfs_single_monthly"] = "Surv(0 - ((0 - rfstime) %/% 30.4375), status) ~ hormon, data = gbsg",
        ["cox/lung_os"] = "Surv(time, status == 2) ~ age + sex + ph.ecog + wt.loss, data = lung",
        ["cox/metabric_os_natural_sites"] = "Surv(time_days, event_cr > 0) ~ age_at_diagnosis + tumor_size + lymph_nodes_examined_positive + relevel(pam50_claudin_low_subtype, \"LumA\"), data = clinical, subset = pam50_claudin_low_subtype != \"NC\"",
    };

    public static IEnumerable<TheoryDataRow<string>> Cases() => OracleCase.Of("cox");

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Answer_Case_IsRs(string name)
    {
        var expected = OracleCase.Read(name);
        var arguments = Arguments.GetValueOrDefault(name) ?? $"{expected.Formula}, data = {expected.Dataset}";
        switch (name)
        {
            case "cox/gbsg_ridge_theta10":
                Ridge(expected);
                break;
            case "cox/gbsg_predict_survival":
                foreach (var ties in (string[])["efron", "breslow"]) Predicted(expected, ties);
                break;
            case "cox/myeloma_left_truncation":
                LeftTruncated(expected);
                break;
            case "cox/heart_startstop_efron":
                Fit(expected, [], arguments, "efron");
                break;
            default:
                foreach (var ties in (string[])["efron", "breslow"])
                {
                    Fit(expected, [ties], arguments, ties);
                    Fit(expected, [ties + "_strata_site"], arguments.Replace(", data", " + strata(site), data", StringComparison.Ordinal), ties);
                    Robust(expected, ties, arguments);
                }

                foreach (var site in expected.At("per_site_efron").EnumerateObject()) OneSite(expected, site.Name, arguments);
                break;
        }

        expected.Done();
    }

    private static void Fit(OracleCase expected, string[] path, string arguments, string ties)
    {
        var call = $"{arguments}, ties = \"{ties}\"";
        var found = expected.Answer($"coxph({call})");
        var what = path.Length > 0 ? path[0] : ties;
        var errors = expected.Numbers([.. path, "se"]);
        expected.Check($"{what} coef", expected.Numbers([.. path, "coef"]), OracleCase.Column(found.Tidy, "estimate"), 1e-8, errors);
        expected.Check($"{what} se", errors, OracleCase.Column(found.Tidy, "std.error"), 1e-8);
        expected.Check($"{what} vcov", expected.Matrix([.. path, "vcov"]), found.Fit.Covariance, 1e-8, [.. errors.SelectMany(a => errors.Select(b => a * b))]);
        foreach (var (theirs, mine) in new[] { ("n", "n"), ("n_event", "nevent"), ("loglik_null", "loglik0"), ("loglik", "logLik"), ("AIC", "AIC") })
            expected.Check($"{what} {theirs}", expected.Number([.. path, theirs]), OracleCase.Glance(found, mine), 1e-10);
        foreach (var (theirs, mine) in new[] { ("lrt", "log"), ("wald", "wald"), ("score", "sc") })
        {
            expected.Check($"{what} {theirs}", expected.Numbers([.. path, theirs])[0], OracleCase.Glance(found, "statistic." + mine), 1e-8);
            expected.CheckP($"{what} {theirs} p", expected.Numbers([.. path, theirs])[2], OracleCase.Glance(found, "p.value." + mine));
        }

        var exact = arguments.Contains("strata(site)", StringComparison.Ordinal);
        Agreement(expected, path, what, call, exact ? found : null);
        TimeEffects(expected, path, what, call);
        if (!exact) Baseline(expected, path, what, call);
    }

    /// <summary>Exact where centres compare inside themselves, else within the bound that the answer states.</summary>
    private static void Agreement(OracleCase expected, string[] path, string what, string call, Result? fit)
    {
        var c = expected.Number([.. path, "concordance", "C"]);
        if (fit is not null)
        {
            expected.Check($"{what} C", c, OracleCase.Glance(fit, "concordance"), 1e-8);
            expected.Check($"{what} C se", expected.Number([.. path, "concordance", "se"]), OracleCase.Glance(fit, "std.error.concordance"), 1e-8);
            return;
        }

        var found = expected.Answer($"concordance(coxph({call}))");
        Assert.InRange(OracleCase.Cell(found, "estimate") - c, -OracleCase.Glance(found, "bound") - 1e-12, OracleCase.Glance(found, "bound") + 1e-12);
    }

    /// <summary>Each term has one column in R's table; a factor's columns are tested together here, so that those are left out.</summary>
    private static void TimeEffects(OracleCase expected, string[] path, string what, string call)
    {
        foreach (var transform in (string[])["km", "identity", "log", "rank"])
        {
            string[] at = [.. path, "cox_zph_terms_false", transform];
            var found = expected.Answer($"cox.zph({call}, transform = \"{transform}\")");
            var mine = found.Tidy.Columns.Single(c => c.Name == "term").Texts.Values;
            var rows = expected.At([.. at, "rows"]).EnumerateArray().Select(r => r.GetString()!).ToList();
            Assert.All(rows.Where(r => !mine.Contains(r)), r => Assert.True(r.StartsWith("size", StringComparison.Ordinal) || r.StartsWith("subtype", StringComparison.Ordinal), $"there is no {r}"));
            foreach (var row in rows.Where(mine.Contains))
                expected.Check($"{what} zph {transform} {row}", expected.Numbers([.. at, "chisq"])[rows.IndexOf(row)], OracleCase.Column(found.Tidy, "statistic")[mine.IndexOf(row)], 1e-8);
        }
    }

    private static void Baseline(OracleCase expected, string[] path, string what, string call)
    {
        foreach (var (key, centred) in new[] { ("baseline_cumhaz_x0", "FALSE"), ("baseline_cumhaz_at_means", "TRUE") })
        {
            var found = expected.Answer($"basehaz(coxph({call}), centered = {centred})");
            var times = OracleCase.Column(found.Tidy, "time");
            var hazard = OracleCase.Column(found.Tidy, "hazard");
            double[] mine = [.. expected.Numbers([.. path, key, "time"]).Select(t => hazard[Array.FindLastIndex(times, s => s <= t)])];
            expected.Check($"{what} {key}", expected.Numbers([.. path, key, "hazard"]), mine, 1e-8);
        }
    }

    private static void Robust(OracleCase expected, string ties, string arguments)
    {
        var found = expected.Answer($"coxph({arguments}, ties = \"{ties}\", robust = TRUE)");
        expected.Check($"{ties} robust", expected.Numbers(ties + "_robust", "robust_se_per_subject"), OracleCase.Column(found.Tidy, "robust.se"), 1e-8);
        var clustered = expected.Answer($"coxph({arguments}, ties = \"{ties}\", cluster = site)");
        expected.Check($"{ties} cluster", expected.Numbers(ties + "_robust", "robust_se_cluster_site"), OracleCase.Column(clustered.Tidy, "robust.se"), 1e-8);
    }

    private static void OneSite(OracleCase expected, string site, string arguments)
    {
        var subset = arguments.Contains("subset", StringComparison.Ordinal) ? " & " : ", subset = ";
        var found = expected.Answer($"coxph({arguments}{subset}site == \"{site.ToLowerInvariant()}\")");
        var errors = expected.Numbers("per_site_efron", site, "se");
        expected.Check($"{site} coef", expected.Numbers("per_site_efron", site, "coef"), OracleCase.Column(found.Tidy, "estimate"), 1e-8, errors);
        expected.Check($"{site} se", errors, OracleCase.Column(found.Tidy, "std.error"), 1e-8);
        expected.Check($"{site} loglik", expected.Numbers("per_site_efron", site, "loglik"), [OracleCase.Glance(found, "loglik0"), OracleCase.Glance(found, "logLik")], 1e-10);
    }

    private static void Predicted(OracleCase expected, string ties)
    {
        var times = string.Join(", ", expected.Numbers("times"));
        var rows = string.Join(", ", expected.At("newdata").EnumerateObject().Select(v => $"{v.Name} = c({string.Join(", ", expected.Numbers("newdata", v.Name))})"));
        var found = expected.Answer($"predict(coxph(Surv(rfstime, status) ~ hormon + age + grade + nodes, data = gbsg, ties = \"{ties}\"), newdata = data.frame({rows}), type = \"survival\", times = c({times}))");
        var survival = OracleCase.Column(found.Tidy, "estimate");
        var count = expected.Numbers("newdata", "hormon").Length;
        foreach (var (theirs, mine) in new[] { ("surv", survival), ("lower", OracleCase.Column(found.Tidy, "conf.low")), ("upper", OracleCase.Column(found.Tidy, "conf.high")), ("std_err", [.. OracleCase.Column(found.Tidy, "std.error").Select((e, i) => e * survival[i])]) })
        {
            var matrix = expected.Matrix(ties, theirs);
            // R has a row a time, we a row of newdata after the other.
            expected.Check($"{ties} {theirs}", [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[(i % (matrix.Length / count) * count) + (i / (matrix.Length / count))])], mine, 1e-8);
        }
    }

    private static void Ridge(OracleCase expected)
    {
        var found = expected.Answer("coxph(Surv(rfstime, status) ~ ridge(age, size, nodes, pgr, er, theta = 10, scale = FALSE), data = gbsg, ties = \"breslow\")");
        expected.Check("coef", expected.Numbers("coef"), OracleCase.Column(found.Tidy, "estimate"), 1e-8, OracleCase.Column(found.Tidy, "std.error"));
        expected.Check("loglik", expected.Number("loglik_unpenalised"), OracleCase.Glance(found, "logLik"), 1e-10);
        expected.Check("df", expected.Number("df"), OracleCase.Glance(found, "df"), 1e-8);
    }

    private static void LeftTruncated(OracleCase expected)
    {
        var found = expected.Answer("coxph(Surv(entry, futime, death) ~ year, data = myeloma, subset = entry < futime)");
        expected.Check("coef", expected.Number("delayed_entry", "coef", "year"), OracleCase.Cell(found, "estimate"), 1e-8);
        expected.Check("se", expected.Number("delayed_entry", "se"), OracleCase.Cell(found, "std.error"), 1e-8);
        expected.Check("loglik", expected.Numbers("delayed_entry", "loglik"), [OracleCase.Glance(found, "loglik0"), OracleCase.Glance(found, "logLik")], 1e-10);
        expected.Check("n", [expected.Number("delayed_entry", "n"), expected.Number("delayed_entry", "events")], [OracleCase.Glance(found, "n"), OracleCase.Glance(found, "nevent")], 0);
        var ignoring = expected.Answer("coxph(Surv(futime, death) ~ year, data = myeloma, subset = entry < futime)");
        expected.Check("without entry", [expected.Number("ignoring_entry", "coef", "year"), expected.Number("ignoring_entry", "se")], [OracleCase.Cell(ignoring, "estimate"), OracleCase.Cell(ignoring, "std.error")], 1e-8);
    }
}
