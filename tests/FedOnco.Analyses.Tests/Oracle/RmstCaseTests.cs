namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>Cases rmst: areas, areas lost, differences and ratios at every tau.</summary>
public sealed class RmstCaseTests
{
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["rmst/colon_rx"] = "Surv(time, status) ~ rx, data = colon, subset = etype == 2",
        ["rmst/gbsg_hormon"] = "Surv(rfstime, status) ~ hormon, data = gbsg",
        ["rmst/rotterdam_hormon"] = "Surv(dtime, death) ~ hormon, data = rotterdam",
    };

    public static IEnumerable<TheoryDataRow<string>> Cases() => OracleCase.Of("rmst");

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Answer_Case_IsRs(string name)
    {
        var expected = OracleCase.Read(name);
        foreach (var entry in expected.Results.EnumerateObject())
        {
            var tau = double.Parse(entry.Name["tau_".Length..], System.Globalization.CultureInfo.InvariantCulture);
            var found = expected.Answer($"rmst({Arguments[name]}, tau = {tau})");
            double[] areas = OracleCase.Column(found.Tidy, "estimate"), errors = OracleCase.Column(found.Tidy, "std.error");
            var labels = found.Tidy.Columns.Single(c => c.Name == "strata").Texts.Values;
            foreach (var group in entry.Value.GetProperty("groups").EnumerateObject())
            {
                var row = labels.Select((l, i) => (l, i)).Single(x => x.l.EndsWith("=" + group.Name, StringComparison.Ordinal)).i;
                double Of(string key) => group.Value.GetProperty(key).GetDouble();
                expected.Check($"{entry.Name} {group.Name}", [Of("rmst"), Of("se"), Of("var"), Of("rmtl")], [areas[row], errors[row], errors[row] * errors[row], tau - areas[row]]);
            }

            expected.Check(entry.Name, expected.Numbers(entry.Name, "survfit_rmean", "rmean"), areas);
            expected.Check(entry.Name + " se", expected.Numbers(entry.Name, "survfit_rmean", "se"), errors);
            if (entry.Value.TryGetProperty("ratio", out _)) Contrasts(expected, entry.Name, found);
        }

        expected.Done();
    }

    private static void Contrasts(OracleCase expected, string tau, Protos.Result found)
    {
        var table = found.Glance.Single(g => g.Name == "contrasts").Table;
        foreach (var (key, row) in new[] { ("difference_g2_minus_g1", 0), ("ratio", 1) })
        {
            double Mine(string column) => OracleCase.Column(table, column)[row];
            expected.Check($"{tau} {key}", [expected.Number(tau, key, "est"), .. expected.Numbers(tau, key, "ci95")], [Mine("estimate"), Mine("conf.low"), Mine("conf.high")]);
            expected.CheckP($"{tau} {key} p", expected.Number(tau, key, "p"), Mine("p.value"));
            if (row == 0) expected.Check($"{tau} z", [expected.Number(tau, key, "se"), expected.Number(tau, key, "z")], [Mine("std.error"), Mine("estimate") / Mine("std.error")]);
        }
    }
}
