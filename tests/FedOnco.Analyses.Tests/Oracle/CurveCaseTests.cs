using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>Cases km and logrank. Not compared: the mean of a curve (rmst() has its own cases) and the intervals of exp(-H), where R 3.5's are too wide.</summary>
public sealed class CurveCaseTests
{
    // What the case's text does not say in the call language.
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["km/colon_death_by_rx"] = "Surv(time, status) ~ rx, data = colon, subset = etype == 2",
        ["km/metabric_os_by_subtype"] = "Surv(time_days, event_cr > 0) ~ pam50_claudin_low_subtype, data = clinical, subset = pam50_claudin_low_subtype != \"NC\"",
        ["km/myeloma_left_truncated"] = "Surv(entry, futime, death) ~ 1, data = myeloma, subset = entry < futime",
        ["logrank/colon_death_rx"] = "Surv(time, status) ~ rx, data = colon, subset = etype == 2",
    };

    public static IEnumerable<TheoryDataRow<string>> Curves() => OracleCase.Of("km");

    public static IEnumerable<TheoryDataRow<string>> Tests() => OracleCase.Of("logrank");

    [Theory]
    [MemberData(nameof(Curves), DisableDiscoveryEnumeration = true)]
    public void Curve_Case_IsRs(string name)
    {
        var expected = OracleCase.Read(name);
        var arguments = Of(expected);
        switch (name)
        {
            case "km/gbsg_reverse_followup":
                var followup = expected.Answer("followup(Surv(rfstime, status) ~ 1, data = gbsg)");
                Check(expected, "median", ["records", "events", "median", "0.95LCL", "0.95UCL"], ["median_table"], ["n", "n.censor", "median", "conf.low", "conf.high"], followup.Tidy);
                break;
            case "km/myeloma_left_truncated":
                AtTimes(expected, arguments, "log", []);
                break;
            default:
                foreach (var type in (string[])["log", "log-log", "plain", "logit", "arcsin"]) AtTimes(expected, arguments, type, [type]);
                var times = string.Join(", ", expected.Numbers("log", "at_times", "time").Distinct());
                var hazard = expected.Answer($"survfit({arguments}, times = c({times}), stype = 2, ctype = 1)");
                expected.Check("exp(-H)", expected.Numbers("fleming_harrington_stype2_ctype1", "surv"), OracleCase.Column(hazard.Tidy, "estimate"));
                AllTimes(expected, arguments);
                break;
        }

        expected.Done();
    }

    [Theory]
    [MemberData(nameof(Tests), DisableDiscoveryEnumeration = true)]
    public void Test_Case_IsRs(string name)
    {
        var expected = OracleCase.Read(name);
        if (expected.Has("U"))
        {
            var trend = expected.Answer("survdiff(Surv(rfstime, status) ~ grade, data = gbsg, trend = TRUE)");
            expected.Check("chi-squared", expected.Number("chisq"), OracleCase.Glance(trend, "statistic"));
            expected.CheckP("p", expected.Number("p"), OracleCase.Glance(trend, "p.value"));
            expected.Done();
            return;
        }

        var arguments = Of(expected);
        var stratified = arguments.Replace(", data", " + strata(site), data", StringComparison.Ordinal);
        Compare(expected, ["rho0"], $"survdiff({arguments})");
        Compare(expected, ["rho1_peto_peto"], $"survdiff({arguments}, rho = 1)");
        Compare(expected, ["stratified_by_site"], $"survdiff({stratified})");
        Compare(expected, ["stratified_by_site_rho1"], $"survdiff({stratified}, rho = 1)");
        var subset = arguments.Contains("subset", StringComparison.Ordinal) ? " & " : ", subset = ";
        foreach (var site in expected.At("within_site").EnumerateObject()) Compare(expected, ["within_site", site.Name], $"survdiff({arguments}{subset}site == \"{site.Name.ToLowerInvariant()}\")");
        expected.Done();
    }

    private static string Of(OracleCase expected) => Arguments.GetValueOrDefault(expected.Name) ?? $"{expected.Formula}, data = {expected.Dataset}";

    private static void Compare(OracleCase expected, string[] path, string call)
    {
        var found = expected.Answer(call);
        var name = string.Join('/', path);
        expected.Check($"{name} N", expected.Numbers([.. path, "n"]), OracleCase.Column(found.Tidy, "N"), 0);
        expected.Check($"{name} observed", expected.Numbers([.. path, "observed"]), OracleCase.Column(found.Tidy, "obs"));
        expected.Check($"{name} expected", expected.Numbers([.. path, "expected"]), OracleCase.Column(found.Tidy, "exp"));
        expected.Check($"{name} chi-squared", expected.Number([.. path, "chisq"]), OracleCase.Glance(found, "statistic"));
        expected.CheckP($"{name} p", expected.Number([.. path, "p"]), OracleCase.Glance(found, "p.value"));
    }

    private static void AtTimes(OracleCase expected, string arguments, string type, string[] path)
    {
        var theirs = expected.Numbers([.. path, "at_times", "time"]);
        var call = $"survfit({arguments}, conf.type = \"{type}\", times = c({string.Join(", ", theirs.Distinct())}), quantiles = c(0.25, 0.5, 0.75))";
        var found = expected.Answer(call);
        var survival = OracleCase.Column(found.Tidy, "estimate");
        expected.Check($"{type} n.risk", expected.Numbers([.. path, "at_times", "n_risk"]), OracleCase.Column(found.Tidy, "n.risk"), 0);
        expected.Check($"{type} surv", expected.Numbers([.. path, "at_times", "surv"]), survival);
        // R's is of S where times are given, ours of log S.
        expected.Check($"{type} se", expected.Numbers([.. path, "at_times", "std_err"]), [.. OracleCase.Column(found.Tidy, "std.error").Select((e, i) => e * survival[i])]);
        expected.Check($"{type} low", expected.Numbers([.. path, "at_times", "lower"]), OracleCase.Column(found.Tidy, "conf.low"));
        expected.Check($"{type} high", expected.Numbers([.. path, "at_times", "upper"]), OracleCase.Column(found.Tidy, "conf.high"));
        var median = found.Glance.Single(g => g.Name == "median").Table;
        Check(expected, $"{type} median", ["records", "events", "median", "0.95LCL", "0.95UCL"], [.. path, "median_table"], ["n", "n.event", "median", "conf.low", "conf.high"], median);
        if (path.Length == 0) return;
        var quantiles = found.Glance.Single(g => g.Name == "quantiles").Table;
        foreach (var (key, column) in new[] { ("q", "value"), ("lower", "conf.low"), ("upper", "conf.high") })
        {
            double[] rows = [.. expected.At([.. path, "quantiles", key, "rows"]).EnumerateArray().SelectMany(r => r.EnumerateArray()).Select(OracleCase.ValueOf)];
            expected.Check($"{type} quantile {key}", rows, OracleCase.Column(quantiles, column));
        }
    }

    /// <summary>Columns of R's table of medians (one curve, or a curve a group) and ours.</summary>
    private static void Check(OracleCase expected, string what, string[] theirs, string[] path, string[] mine, Table found)
    {
        var table = expected.At(path);
        var curves = table.TryGetProperty("median", out _) ? [table] : table.EnumerateObject().Select(c => c.Value).ToArray();
        for (var k = 0; k < theirs.Length; k++) expected.Check($"{what} {theirs[k]}", [.. curves.Select(c => OracleCase.ValueOf(c.GetProperty(theirs[k])))], OracleCase.Column(found, mine[k]));
    }

    private static void AllTimes(OracleCase expected, string arguments)
    {
        var found = expected.Answer($"survfit({arguments})");
        foreach (var (theirs, mine) in new[] { ("time", "time"), ("n_risk", "n.risk"), ("n_event", "n.event"), ("n_censor", "n.censor"), ("surv", "estimate"), ("std_err_cumhaz_scale", "std.error") })
            expected.Check($"curve {theirs}", expected.Numbers("curve", theirs), OracleCase.Column(found.Tidy, mine));
    }
}
