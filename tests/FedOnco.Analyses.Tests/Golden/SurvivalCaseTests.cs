using System.Text.Json;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Golden;

/// <summary>Survival cases of the shared oracle: competing risks, restricted means, log-rank family, rates, weights, and the funnel of the molecular case.</summary>
public sealed class SurvivalCaseTests
{
    private const string Melanoma = "Surv(time, factor(status))";
    private const string Mgus = "Surv(ifelse(pstat == 1, ptime, futime), factor(ifelse(pstat == 1, 1, ifelse(death == 1, 2, 0))))";
    private const string Recurrence = "Surv(ifelse(recur == 1, rtime, dtime), factor(ifelse(recur == 1, 1, ifelse(death == 1, 2, 0))))";

    /// <summary>Each check is "path in the case = table.column"; #k takes a column of a matrix.</summary>
    [Theory]
    [InlineData("competing/melanoma_denmark", "survfit(" + Melanoma + " ~ 1, data = melanoma, times = c(365, 1826, 3652))", "aalen_johansen_overall/pstate#=tidy.estimate", "aalen_johansen_overall/std_err#=tidy.std.error", "aalen_johansen_overall/lower#=tidy.conf.low", "aalen_johansen_overall/upper#=tidy.conf.high")]
    [InlineData("competing/melanoma_denmark", "cuminc(" + Melanoma + " ~ sex, data = melanoma)", "gray_by_group#0=gray.statistic")]
    [InlineData("competing/melanoma_denmark", "cuminc(" + Melanoma + " ~ sex + strata(site), data = melanoma)", "gray_stratified_by_site#0=gray.statistic")]
    [InlineData("competing/melanoma_denmark", "finegray(" + Melanoma + " ~ age + sex + logthick, data = melanoma)", "fine_gray_cause1/finegray_coxph_breslow_coef=tidy.estimate")]
    [InlineData("competing/melanoma_denmark", "coxph(Surv(time, status == 1) ~ age + sex + logthick, data = melanoma)", "cause_specific_melanoma_efron/coef=tidy.estimate", "cause_specific_melanoma_efron/se=tidy.std.error")]
    [InlineData("competing/melanoma_denmark", "coxph(Surv(time, status == 2) ~ age + sex + logthick, data = melanoma, ties = \"breslow\")", "cause_specific_other_breslow/coef=tidy.estimate", "cause_specific_other_breslow/se=tidy.std.error")]
    [InlineData("competing/mgus2_pcm_vs_death", "survfit(" + Mgus + " ~ 1, data = mgus2, times = c(60, 120, 240, 360), subset = !is.na(age) & !is.na(mspike))", "aalen_johansen_overall/pstate#=tidy.estimate", "aalen_johansen_overall/std_err#=tidy.std.error")]
    [InlineData("competing/mgus2_pcm_vs_death", "cuminc(" + Mgus + " ~ sex, data = mgus2, subset = !is.na(mspike))", "gray_by_group#0=gray.statistic")]
    [InlineData("competing/mgus2_pcm_vs_death", "cuminc(" + Mgus + " ~ sex + strata(site), data = mgus2, subset = !is.na(mspike))", "gray_stratified_by_site#0=gray.statistic")]
    [InlineData("competing/mgus2_pcm_vs_death", "finegray(" + Mgus + " ~ age + sex + mspike, data = mgus2)", "fine_gray_cause1/finegray_coxph_breslow_coef=tidy.estimate")]
    [InlineData("competing/rotterdam_recurrence_vs_death", "survfit(" + Recurrence + " ~ 1, data = rotterdam, times = c(365, 1826, 3652))", "aalen_johansen_overall/pstate#=tidy.estimate", "aalen_johansen_overall/std_err#=tidy.std.error", "aalen_johansen_overall/lower#=tidy.conf.low")]
    [InlineData("competing/rotterdam_recurrence_vs_death", "cuminc(" + Recurrence + " ~ hormon, data = rotterdam)", "gray_by_group#0=gray.statistic")]
    [InlineData("competing/rotterdam_recurrence_vs_death", "finegray(" + Recurrence + " ~ age + nodes + grade + hormon, data = rotterdam)", "fine_gray_cause1/finegray_coxph_breslow_coef=tidy.estimate")]
    [InlineData("rmst/colon_rx", "rmst(Surv(time, status) ~ rx, data = colon, subset = etype == 2, tau = 1095)", "tau_1095/survfit_rmean/rmean=tidy.estimate", "tau_1095/survfit_rmean/se=tidy.std.error")]
    [InlineData("rmst/gbsg_hormon", "rmst(Surv(rfstime, status) ~ hormon, data = gbsg, tau = 1826)", "tau_1826/survfit_rmean/rmean=tidy.estimate", "tau_1826/survfit_rmean/se=tidy.std.error", "tau_1826/difference_g2_minus_g1/est=contrasts.estimate", "tau_1826/difference_g2_minus_g1/se=contrasts.std.error", "tau_1826/difference_g2_minus_g1/p=contrasts.p.value")]
    [InlineData("rmst/rotterdam_hormon", "rmst(Surv(dtime, death) ~ hormon, data = rotterdam, tau = 3652)", "tau_3652/survfit_rmean/rmean=tidy.estimate", "tau_3652/difference_g2_minus_g1/est=contrasts.estimate", "tau_3652/difference_g2_minus_g1/p=contrasts.p.value")]
    [InlineData("logrank/colon_death_rx", "survdiff(Surv(time, status) ~ rx, data = colon, subset = etype == 2)", "rho0/expected=tidy.exp", "rho0/chisq=glance.statistic", "rho0/p=glance.p.value")]
    [InlineData("logrank/colon_death_rx", "survdiff(Surv(time, status) ~ rx, data = colon, subset = etype == 2, rho = 1)", "rho1_peto_peto/observed=tidy.obs", "rho1_peto_peto/chisq=glance.statistic")]
    [InlineData("logrank/colon_death_rx", "survdiff(Surv(time, status) ~ rx + strata(site), data = colon, subset = etype == 2)", "stratified_by_site/expected=tidy.exp", "stratified_by_site/chisq=glance.statistic")]
    [InlineData("logrank/gbsg_hormon", "survdiff(Surv(rfstime, status) ~ hormon + strata(site), data = gbsg, rho = 1)", "stratified_by_site_rho1/expected=tidy.exp", "stratified_by_site_rho1/chisq=glance.statistic")]
    [InlineData("logrank/rotterdam_os_size", "survdiff(Surv(dtime, death) ~ size, data = rotterdam)", "rho0/chisq=glance.statistic", "rho0/p=glance.p.value")]
    [InlineData("logrank/gbsg_grade_trend", "survdiff(Surv(rfstime, status) ~ grade, data = gbsg, trend = TRUE)", "chisq=glance.statistic", "p=glance.p.value")]
    [InlineData("rates/rate_ratio_rotterdam_hormon", "pyears(Surv(dtime, death) ~ hormon, data = rotterdam)", "rate_ratio=ratios.estimate", "p/1=ratios.p.value")]
    [InlineData("external_control/iptw_rotterdam_hormon", "coxph(Surv(dtime, death) ~ hormon, data = rotterdam, subset = nodes > 0, weights = iptw(hormon ~ age + meno + size + grade + log(nodes) + log(pgr + 1) + log(er + 1) + chemo))", "efron/log_hr=tidy.estimate", "efron/robust_se=tidy.robust.se", "efron/naive_se=tidy.std.error")]
    [InlineData("external_control/iptw_rotterdam_hormon", "coxph(Surv(dtime, death) ~ hormon + strata(site), data = rotterdam, subset = nodes > 0, ties = \"breslow\", weights = iptw(hormon ~ age + meno + size + grade + log(nodes) + log(pgr + 1) + log(er + 1) + chemo))", "breslow/strata_site/log_hr=tidy.estimate", "breslow/strata_site/robust_se=tidy.robust.se")]
    [InlineData("external_control/iptw_rotterdam_hormon", "iptw(hormon ~ age + meno + size + grade + log(nodes) + log(pgr + 1) + log(er + 1) + chemo, data = rotterdam, subset = nodes > 0)", "ps_deviance=glance.deviance")]
    public void Answer_Case_IsTheOracles(string file, string call, params string[] checks)
    {
        var expected = Case(file);
        var dataset = Language.CallLanguage.Parse(call).Question!.Data;
        var result = Centres.Load(Shared.Data("trials"), dataset).Answer(call);
        foreach (var check in checks)
        {
            var sides = check.Split('=');
            Compare(check, Values(expected, sides[0]), Column(result, sides[1]));
        }
    }

    /// <summary>A trial's arm against an external control arm: two datasets as one.</summary>
    [Theory]
    [InlineData("ATE", "")]
    [InlineData("ATT", "")]
    [InlineData("ATE_stabilised", ", stabilize = TRUE")]
    [InlineData("overlap", "")]
    public void Answer_ExternalControlArm_IsTheOracles(string weights, string options)
    {
        var estimand = weights switch { "ATT" => "ATT", "overlap" => "ATO", _ => "ATE" };
        var expected = Case("external_control/eca_gbsg_vs_rotterdam").GetProperty(weights);
        var centres = Pooled();
        var model = $"iptw(a ~ age + meno + sz + g3 + log(nodes) + log(pgr + 1) + log(er + 1), estimand = \"{estimand}\"{options})";
        foreach (var ties in (string[])["efron", "breslow"])
        {
            var fit = centres.Answer($"coxph(Surv(time, event) ~ a, data = d, ties = \"{ties}\", weights = {model})");
            Compare(ties, [expected.GetProperty(ties).GetProperty("log_hr").GetDouble()], Column(fit, "tidy.estimate"));
            Compare(ties, [expected.GetProperty(ties).GetProperty("robust_se").GetDouble()], Column(fit, "tidy.robust.se"));
        }

        var curve = centres.Answer($"survfit(Surv(time, event) ~ a, data = d, times = c(365, 730, 1095, 1826), weights = {model})");
        Compare("curve", Values(expected, "weighted_km/surv"), Column(curve, "tidy.estimate"));
        var balance = centres.Answer(model.Replace(", estimand", ", data = d, estimand", StringComparison.Ordinal));
        Compare("ess", [expected.GetProperty("ess_control").GetDouble(), expected.GetProperty("ess_treated").GetDouble()], Column(balance, "arms.ess"));
        Compare("smd", [.. expected.GetProperty("smd").EnumerateObject().Select(p => p.Value.GetDouble())], Column(balance, "tidy.smd.weighted"), 1e-9);
    }

    /// <summary>Counts of the funnel of the molecular case; by hospital they are counts by = ~ site, which a site's policy must allow.</summary>
    [Fact]
    public void Count_GliomaFunnel_IsTheOracles()
    {
        var expected = Case("molecular/glioma_feasibility_funnel").GetProperty("total").EnumerateObject().Select(p => p.Value.GetDouble()).ToArray();
        string[] steps = ["Grade %in% c(\"G2\", \"G3\")", "IDH_status == \"Mutant\"", "X1p_19q_codeletion == \"non-codel\"", "ATRX_status == \"Mutant\"", "Age_years_at_diagnosis <= 40"];
        var centres = Centres.Load(Shared.Data("glioma"), "glioma");
        for (var k = 1; k <= steps.Length; k++)
            Assert.Equal(expected[k], Column(centres.Answer($"count(data = glioma, subset = {string.Join(" & ", steps.Take(k))})"), "tidy.n")[0]);
    }

    /// <summary>A subgroup that one hospital alone has: no hospital could fit this, the federation does.</summary>
    [Fact]
    public void Coxph_SubgroupAtOneHospital_IsFitted()
    {
        var centres = Centres.Load(Shared.Data("glioma"), "glioma");
        var own = centres.Answer("coxph(Surv(Survival_months, Vital_status_1_dead) ~ Age_years_at_diagnosis + I(site == \"duke\") + IDH_codel_subtype, data = glioma)");
        Assert.All(Column(own, "tidy.estimate"), b => Assert.True(double.IsFinite(b)));
    }

    private static Centres Pooled()
    {
        var rows = new Dictionary<string, List<string[]>>();
        string[] header = ["a", "age", "meno", "sz", "g3", "nodes", "pgr", "er", "time", "event"];
        foreach (var file in Directory.GetFiles(Shared.Data("trials"), "*.csv", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) is "gbsg.csv" or "rotterdam.csv").Order(StringComparer.Ordinal))
        {
            var lines = File.ReadAllLines(file).Select(l => l.Split(',')).ToList();
            var trial = Path.GetFileName(file) == "gbsg.csv";
            var site = Path.GetFileName(Path.GetDirectoryName(file)!);
            if (!rows.TryGetValue(site, out var list)) rows[site] = list = [];
            foreach (var row in lines.Skip(1))
            {
                string Of(string name) => row[Array.IndexOf(lines[0], name)];
                if (trial ? Of("hormon") != "1" || int.Parse(Of("grade")) < 2 : Of("nodes") == "0" || Of("hormon") != "0") continue;
                var size = trial ? int.Parse(Of("size")) switch { <= 20 => "0", <= 50 => "1", _ => "2" } : Of("size") switch { "<=20" => "0", "20-50" => "1", _ => "2" };
                var time = trial ? Of("rfstime") : Of("rtime");
                var happened = trial ? Of("status") : Of("recur") == "1" || (Of("death") == "1" && Of("rtime") == Of("dtime")) ? "1" : "0";
                list.Add([trial ? "1" : "0", Of("age"), Of("meno"), size, Of("grade") == "3" ? "1" : "0", Of("nodes"), Of("pgr"), Of("er"), time, happened]);
            }
        }

        return Centres.Of("d", header, rows);
    }

    private static JsonElement Case(string file)
    {
        Assert.SkipUnless(Directory.Exists(Shared.Folder), "the shared folder with data is not here (FEDONCO_SHARED)");
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(Shared.Folder, "oracle", "cases", file + ".json"))).RootElement.GetProperty("results");
    }

    private static double[] Values(JsonElement from, string path)
    {
        var parts = path.Split('#');
        foreach (var name in parts[0].Split('/')) from = from.GetProperty(name);
        if (parts.Length == 1) return from.ValueKind == JsonValueKind.Array ? [.. from.EnumerateArray().Select(v => v.GetDouble())] : [from.GetDouble()];
        var rows = from.GetProperty("rows").EnumerateArray().ToList();
        var columns = parts[1].Length > 0 ? [int.Parse(parts[1])] : Enumerable.Range(0, rows[0].GetArrayLength());
        return [.. columns.SelectMany(c => rows.Select(r => r[c].ValueKind == JsonValueKind.Number ? r[c].GetDouble() : double.NaN))];
    }

    private static double[] Column(Result result, string name)
    {
        var at = name.IndexOf('.', StringComparison.Ordinal);
        string table = name[..at], column = name[(at + 1)..];
        if (table == "glance") return [result.Glance.Single(g => g.Name == column).Number];
        var source = table == "tidy" ? result.Tidy : result.Glance.Single(g => g.Name == table).Table;
        var found = source.Columns.Single(c => c.Name == column);
        return [.. found.Numbers.Values.Select((v, i) => found.Missing.Contains((uint)i) ? double.NaN : v)];
    }

    /// <summary>Contrasts have more rows than the case's one: the first are compared.</summary>
    private static void Compare(string what, double[] expected, double[] mine, double absolute = 1e-12)
    {
        Assert.True(mine.Length >= expected.Length, $"{what}: {mine.Length} values, the case has {expected.Length}");
        for (var i = 0; i < expected.Length; i++)
            Assert.True(double.IsNaN(expected[i]) || Math.Abs(mine[i] - expected[i]) <= (1e-8 * Math.Abs(expected[i])) + absolute, $"{what}[{i}]: {mine[i]:R}, the case {expected[i]:R}");
    }
}
