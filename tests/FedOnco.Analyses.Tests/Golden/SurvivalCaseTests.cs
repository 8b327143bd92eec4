using System.Text.Json;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Golden;

/// <summary>Survival cases of the shared oracle: rates, weights, an external control arm, and the funnel of the molecular case; the other families are in Oracle.</summary>
public sealed class SurvivalCaseTests
{
    /// <summary>Each check is "path in the case = table.column"; #k takes a column of a matrix.</summary>
    [Theory]
    [InlineData("rates/rate_ratio_rotterdam_hormon", "pyears(Surv(dtime, death) ~ hormon, data = rotterdam)", "rate_ratio=ratios.estimate", "p/1=ratios.p.value")]
    [InlineData("external_control/iptw_rotterdam_hormon", "coxph(Surv(dtime, death) ~ hormon, data = rotterdam, subset = nodes > 0, weights = iptw(hormon ~ age + meno + size + grade + log(nodes) + log(pgr + 1) + log(er + 1) + chemo))", "efron/log_hr=tidy.estimate", "efron/robust_se=tidy.robust.se", "efron/naive_se=tidy.std.error")]
    [InlineData("external_control/iptw_rotterdam_hormon", "coxph(Surv(dtime, death) ~ hormon + strata(site), data = rotterdam, subset = nodes > 0, ties = \"breslow\", weights = iptw(hormon ~ age + meno + size + grade + log(nodes) + log(pgr + 1) + log(er + 1) + chemo))", "breslow/strata_site/log_hr=tidy.estimate", "breslow/strata_site/robust_se=tidy.robust.se")]
    [InlineData("external_control/iptw_rotterdam_hormon", "coxph(Surv(dtime, death) ~ hormon + strata(site), data = rotterdam, subset = nodes > 0, weights = iptw(hormon ~ age + meno + size + grade + log(nodes) + log(pgr + 1) + log(er + 1) + chemo))", "efron/strata_site/log_hr=tidy.estimate", "efron/strata_site/robust_se=tidy.robust.se")]
    [InlineData("external_control/iptw_rotterdam_hormon", "coxph(Surv(dtime, death) ~ hormon, data = rotterdam, subset = nodes > 0, ties = \"breslow\", weights = iptw(hormon ~ age + meno + size + grade + log(nodes) + log(pgr + 1) + log(er + 1) + chemo))", "breslow/log_hr=tidy.estimate", "breslow/robust_se=tidy.robust.se", "breslow/naive_se=tidy.std.error")]
    [InlineData("external_control/iptw_rotterdam_hormon", "iptw(hormon ~ age + meno + size + grade + log(nodes) + log(pgr + 1) + log(er + 1) + chemo, data = rotterdam, subset = nodes > 0)", "ps_coef=propensity.estimate", "ps_deviance=glance.deviance")]
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
            CompareFit(expected.GetProperty(ties), fit);
        }

        var curve = centres.Answer($"survfit(Surv(time, event) ~ a, data = d, times = c(365, 730, 1095, 1826), weights = {model})");
        Compare("curve", Values(expected, "weighted_km/surv"), Column(curve, "tidy.estimate"));
        var balance = centres.Answer(model.Replace(", estimand", ", data = d, estimand", StringComparison.Ordinal));
        Compare("ess", [expected.GetProperty("ess_control").GetDouble(), expected.GetProperty("ess_treated").GetDouble()], Column(balance, "arms.ess"));
        Compare("sums", [expected.GetProperty("sum_w_control").GetDouble(), expected.GetProperty("sum_w_treated").GetDouble()], Column(balance, "arms.sum.weights"));
        Compare("smd", [.. expected.GetProperty("smd").EnumerateObject().Select(p => p.Value.GetDouble())], Column(balance, "tidy.smd.weighted"), 1e-9);
    }

    [Fact]
    public void Answer_ExternalControlArmUnweighted_IsTheOracles()
    {
        var expected = Case("external_control/eca_gbsg_vs_rotterdam");
        var centres = Pooled();
        foreach (var ties in (string[])["efron", "breslow"])
            CompareFit(expected.GetProperty("unweighted").GetProperty(ties), centres.Answer($"coxph(Surv(time, event) ~ a, data = d, ties = \"{ties}\", robust = TRUE)"));
        var adjusted = centres.Answer("coxph(Surv(time, event) ~ a + age + meno + sz + g3 + log(nodes) + log(pgr + 1) + log(er + 1), data = d)");
        Compare("adjusted", Values(expected, "adjusted_cox/coef"), Column(adjusted, "tidy.estimate"));
        Compare("adjusted se", Values(expected, "adjusted_cox/se"), Column(adjusted, "tidy.std.error"));
        var balance = centres.Answer("iptw(a ~ age + meno + sz + g3 + log(nodes) + log(pgr + 1) + log(er + 1), data = d)");
        // The case counts sizes from 1, this data from 0: only the intercept differs, by one coefficient.
        double[] theirs = Values(expected, "propensity/coef"), mine = Column(balance, "propensity.estimate");
        Compare("propensity", theirs, [mine[0] - mine[3], .. mine[1..]]);
        Compare("propensity se", Values(expected, "propensity/se")[1..], Column(balance, "propensity.std.error")[1..]);
        Compare("deviance", Values(expected, "propensity/deviance"), Column(balance, "glance.deviance"));
        Compare("smd", [.. expected.GetProperty("unweighted").GetProperty("smd").EnumerateObject().Select(p => p.Value.GetDouble())], Column(balance, "tidy.smd"));
        Compare("arms", [expected.GetProperty("controls").GetDouble(), expected.GetProperty("treated").GetDouble()], Column(balance, "arms.n"), 0);
        Compare("n", [expected.GetProperty("n").GetDouble(), expected.GetProperty("events").GetDouble()], [.. Column(adjusted, "glance.n"), .. Column(adjusted, "glance.nevent")], 0);
    }

    private static void CompareFit(JsonElement expected, Result fit)
    {
        var (estimate, error) = (Column(fit, "tidy.estimate")[0], Column(fit, "tidy.robust.se")[0]);
        Compare("log hr", Values(expected, "log_hr"), [estimate]);
        Compare("hr", Values(expected, "hr"), [Math.Exp(estimate)]);
        Compare("naive se", Values(expected, "naive_se"), Column(fit, "tidy.std.error"));
        Compare("robust se", Values(expected, "robust_se"), [error]);
        Compare("limits", Values(expected, "ci95_robust"), [Math.Exp(estimate - (1.959963984540054 * error)), Math.Exp(estimate + (1.959963984540054 * error))]);
        Compare("p", Values(expected, "p_robust"), Column(fit, "tidy.p.value"));
        Compare("loglik", Values(expected, "loglik"), [.. Column(fit, "glance.loglik0"), .. Column(fit, "glance.logLik")]);
    }

    /// <summary>Counts of the funnel of the molecular case; by hospital they are counts by = ~ site, which a site's policy must allow.</summary>
    [Fact]
    public void Count_GliomaFunnel_IsTheOracles()
    {
        var expected = Case("molecular/glioma_feasibility_funnel").GetProperty("total").EnumerateObject().Select(p => p.Value.GetDouble()).ToArray();
        var byHospital = Case("molecular/glioma_feasibility_funnel").GetProperty("by_site").GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray()).ToList();
        string[] steps = ["Grade %in% c(\"G2\", \"G3\")", "IDH_status == \"Mutant\"", "X1p_19q_codeletion == \"non-codel\"", "ATRX_status == \"Mutant\"", "Age_years_at_diagnosis <= 40"];
        var centres = Centres.Load(Shared.Data("glioma"), "glioma");
        for (var k = 1; k <= steps.Length; k++)
        {
            var call = $"count(data = glioma, subset = {string.Join(" & ", steps.Take(k))}";
            Assert.Equal(expected[k], Column(centres.Answer(call + ")"), "tidy.n")[0]);
            Assert.Equal(byHospital[k].Where(n => n > 0).Order(), Column(centres.Answer(call + ", by = ~ site)"), "tidy.n").Where(n => n > 0).Order());
        }

        Assert.Equal(expected[6], Column(centres.Answer("count(data = glioma, subset = BRAF_V600E_status == \"Mutant\")"), "tidy.n")[0]);
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
        if (parts.Length == 1 && from.ValueKind == JsonValueKind.Object) return [.. from.EnumerateObject().Select(v => v.Value.GetDouble())];
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
