using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>
/// Cases competing: state probabilities of all and by group with errors, limits and numbers at risk, Gray's test, the causes' Cox models,
/// Fine and Gray's coefficients. What is not compared stands in the README of this folder.
/// </summary>
public sealed class CompetingCaseTests
{
    private const string Recurrence = "ifelse(recur == 1, rtime, dtime), ";
    private const string Progression = "ifelse(pstat == 1, ptime, futime), ";

    // Time, state as a number, group, covariates, and what else the case's text leaves out.
    private static readonly Dictionary<string, Design> Designs = new(StringComparer.Ordinal)
    {
        ["competing/melanoma_denmark"] = new("time, ", "factor(status)", "status", "sex", "age + sex + logthick", "melanoma", ""),
        ["competing/mgus2_pcm_vs_death"] = new(Progression, "factor(ifelse(pstat == 1, 1, ifelse(death == 1, 2, 0)))", "ifelse(pstat == 1, 1, ifelse(death == 1, 2, 0))", "sex", "age + sex + mspike", "mgus2", "!is.na(mspike)"),
        ["competing/rotterdam_recurrence_vs_death"] = new(Recurrence, "factor(ifelse(recur == 1, 1, ifelse(death == 1, 2, 0)))", "ifelse(recur == 1, 1, ifelse(death == 1, 2, 0))", "hormon", "age + nodes + grade + hormon", "rotterdam", ""),
    };

    public static IEnumerable<TheoryDataRow<string>> Cases() => OracleCase.Of("competing");

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Answer_Case_IsRs(string name)
    {
        var expected = OracleCase.Read(name);
        var design = Designs[name];
        string[] causes = [.. expected.At("counts").EnumerateObject().Select(c => c.Name).Skip(1)];
        Curves(expected, ["aalen_johansen_overall"], design, "1");
        Curves(expected, ["aalen_johansen_by_group"], design, design.Group);
        Gray(expected, "gray_by_group", design, "");
        Gray(expected, "gray_stratified_by_site", design, " + strata(site)");
        for (var cause = 1; cause <= causes.Length; cause++)
        {
            foreach (var ties in (string[])["efron", "breslow"]) CauseSpecific(expected, $"cause_specific_{causes[cause - 1]}_{ties}", design, cause, ties);
        }

        var fit = expected.Answer($"finegray({design.Response} ~ {design.Covariates}, {design.Data})");
        expected.Check("Fine and Gray", expected.Numbers("fine_gray_cause1", "finegray_coxph_breslow_coef"), OracleCase.Column(fit.Tidy, "estimate"), 1e-8, OracleCase.Column(fit.Tidy, "std.error"));
        expected.Done();
    }

    private static void Curves(OracleCase expected, string[] path, Design design, string group)
    {
        var times = string.Join(", ", expected.Numbers([.. path, "time"]).Distinct());
        var found = expected.Answer($"survfit({design.Response} ~ {group}, {design.Data}, times = c({times}))");
        foreach (var (theirs, mine) in new[] { ("pstate", "estimate"), ("std_err", "std.error"), ("lower", "conf.low"), ("upper", "conf.high"), ("n_risk", "n.risk") })
            expected.Check($"{path[0]} {theirs}", Columns(expected, [.. path, theirs]), OracleCase.Column(found.Tidy, mine));
        var states = found.Glance.Single(g => g.Name == "states").Table;
        double[] table = Columns(expected, [.. path, "table"]);
        expected.Check($"{path[0]} n", table[..(table.Length / 3)], OracleCase.Column(states, "n"), 0);
        expected.Check($"{path[0]} n.event", table[(table.Length / 3)..(2 * table.Length / 3)], OracleCase.Column(states, "n.event"), 0);
        // The last value of every curve.
        var whole = expected.Answer($"survfit({design.Response} ~ {group}, {design.Data})").Tidy;
        var time = OracleCase.Column(whole, "time");
        var estimate = OracleCase.Column(whole, "estimate");
        expected.Check($"{path[0]} final", Columns(expected, [.. path, "final"]), [.. estimate.Where((_, i) => i + 1 == time.Length || time[i + 1] <= time[i])]);
    }

    /// <summary>A matrix column by column.</summary>
    private static double[] Columns(OracleCase expected, string[] path)
    {
        var rows = expected.At([.. path, "rows"]).EnumerateArray().Select(r => r.EnumerateArray().Select(OracleCase.ValueOf).ToArray()).ToList();
        return [.. Enumerable.Range(0, rows[0].Length).SelectMany(c => rows.Select(r => r[c]))];
    }

    private static void Gray(OracleCase expected, string key, Design design, string strata)
    {
        var found = expected.Answer($"cuminc({design.Response} ~ {design.Group}{strata}, {design.Data}, times = 1)").Glance.Single(g => g.Name == "gray").Table;
        var rows = expected.At(key, "rows").EnumerateArray().Select(r => r.EnumerateArray().Select(OracleCase.ValueOf).ToArray()).ToList();
        expected.Check(key, [.. rows.Select(r => r[0])], OracleCase.Column(found, "statistic"));
        expected.Check(key + " df", [.. rows.Select(r => r[2])], OracleCase.Column(found, "df"), 0);
        for (var k = 0; k < rows.Count; k++) expected.CheckP($"{key} p[{k}]", rows[k][1], OracleCase.Column(found, "p.value")[k]);
    }

    private static void CauseSpecific(OracleCase expected, string key, Design design, int cause, string ties)
    {
        var found = expected.Answer($"coxph(Surv({design.Time}{design.State} == {cause}) ~ {design.Covariates}, {design.Data}, ties = \"{ties}\")");
        var errors = expected.Numbers(key, "se");
        expected.Check(key, expected.Numbers(key, "coef"), OracleCase.Column(found.Tidy, "estimate"), 1e-8, errors);
        expected.Check(key + " se", errors, OracleCase.Column(found.Tidy, "std.error"), 1e-8);
        expected.Check(key + " loglik", expected.Numbers(key, "loglik"), [OracleCase.Glance(found, "loglik0"), OracleCase.Glance(found, "logLik")], 1e-10);
        expected.Check(key + " events", expected.Number(key, "events"), OracleCase.Glance(found, "nevent"), 0);
    }

    private sealed record Design(string Time, string Event, string State, string Group, string Covariates, string Dataset, string Subset)
    {
        public string Response => $"Surv({Time}{Event})";

        public string Data => $"data = {Dataset}" + (Subset.Length > 0 ? $", subset = {Subset}" : "");
    }
}
