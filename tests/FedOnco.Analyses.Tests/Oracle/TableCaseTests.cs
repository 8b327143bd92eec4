using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>Cases crosstab. Not offered: likelihood ratio statistic, Cramer's V, kappa, risk ratio; tables over two datasets.</summary>
public sealed class TableCaseTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases() => OracleCase.Of("crosstab");

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Answer_Case_IsRs(string name)
    {
        var expected = OracleCase.Read(name);
        switch (name.Split('/')[^1])
        {
            case "gbsg_cmh_general_grade_status_by_site":
                Mantel(expected, "~ grade + status + site, data = gbsg");
                break;
            case "rotterdam_mh_hormon_death_by_site":
                Mantel(expected, "~ hormon + death + site, data = rotterdam");
                break;
            case "metabric_mh_er_death_by_hospital":
                Mantel(expected, "~ er_status + I(patient_s_vital_status == \"Died of Disease\") + site, data = clinical");
                break;
            case "gbsg_trend_grade_status":
                var trend = expected.Answer("prop.trend.test(~ grade + status, data = gbsg, success = 1)");
                expected.Check("statistic", expected.Number("statistic"), OracleCase.Cell(trend, "statistic"));
                expected.CheckP("p", expected.Number("p"), OracleCase.Cell(trend, "p.value"));
                break;
            case "metabric_er_agreement":
                // The levels are spelt differently in the two columns.
                Mcnemar(expected, "mcnemar", false);
                Mcnemar(expected, "mcnemar_correct", true);
                break;
            case "metabric_subtype_vitalstatus":
                Pearson(expected, "~ pam50_claudin_low_subtype + I(patient_s_vital_status == \"Died of Disease\"), data = clinical, subset = pam50_claudin_low_subtype != \"NC\"");
                break;
            default:
                var names = expected.Formula["table(".Length..^1].Split(", ");
                Pearson(expected, $"~ {names[0]} + {names[1]}, data = {expected.Dataset}");
                break;
        }

        expected.Done();
    }

    private static void Mantel(OracleCase expected, string arguments)
    {
        var plain = expected.Answer($"mantelhaen.test({arguments}, correct = FALSE)");
        var corrected = expected.Answer($"mantelhaen.test({arguments})");
        expected.Check("statistic", expected.Number("statistic"), OracleCase.Cell(plain, "statistic"));
        expected.CheckP("p", expected.Number("p"), OracleCase.Cell(plain, "p.value"));
        expected.Check("corrected", expected.Number("statistic_correct"), OracleCase.Cell(corrected, "statistic"));
        if (!expected.Has("common_or")) return;
        expected.Check("odds", expected.Number("common_or"), OracleCase.Cell(plain, "estimate"));
        expected.Check("interval", expected.Numbers("ci95_rbg"), [OracleCase.Cell(plain, "conf.low"), OracleCase.Cell(plain, "conf.high")]);
    }

    private static void Mcnemar(OracleCase expected, string key, bool correct)
    {
        var found = expected.Answer($"mcnemar.test(~ I(er_status_measured_by_ihc == \"Positve\") + I(er_status == \"Positive\"), data = clinical, correct = {(correct ? "TRUE" : "FALSE")})");
        expected.Check(key, expected.Number(key, "statistic"), OracleCase.Cell(found, "statistic"));
        expected.CheckP(key, expected.Number(key, "p"), OracleCase.Cell(found, "p.value"));
    }

    private static void Pearson(OracleCase expected, string arguments)
    {
        var counts = expected.Answer($"table({arguments})");
        var theirs = expected.Matrix("counts");
        var columns = expected.At("counts").GetProperty("ncol").GetInt32();
        // Ours has the first variable fastest.
        var transposed = Enumerable.Range(0, theirs.Length).Select(i => theirs[(i % (theirs.Length / columns) * columns) + (i / (theirs.Length / columns))]).ToArray();
        expected.Check("counts", transposed, OracleCase.Column(counts.Tidy, "n"), 0);
        var plain = expected.Answer($"chisq.test({arguments}, correct = FALSE)");
        expected.Check("chi-squared", expected.Number("pearson", "statistic"), OracleCase.Cell(plain, "statistic"));
        expected.CheckP("chi-squared p", expected.Number("pearson", "p"), OracleCase.Cell(plain, "p.value"));
        if (expected.Has("yates")) expected.Check("Yates", expected.Number("yates", "statistic"), OracleCase.Cell(expected.Answer($"chisq.test({arguments})"), "statistic"));
        if (!expected.Has("fisher_p")) return;
        var fisher = expected.Answer($"fisher.test({arguments})");
        var isSimulated = fisher.Notes.Any(n => n.Contains("random tables", StringComparison.Ordinal));
        // A simulated p of 1e-5 means that no table was hit.
        if (!isSimulated) expected.CheckP("Fisher p", expected.Number("fisher_p"), OracleCase.Cell(fisher, "p.value"), 1e-6);
        else Assert.InRange(OracleCase.Cell(fisher, "p.value"), (expected.Number("fisher_p") * 0.9) - 1e-3, (expected.Number("fisher_p") * 1.1) + 1e-3);
        if (!expected.Has("fisher")) return;
        // R stops at 1e-4 of the root.
        expected.Check("Fisher odds", expected.Number("fisher", "or_conditional_mle"), OracleCase.Cell(fisher, "estimate"), 1e-4);
        expected.Check("Fisher interval", expected.Numbers("fisher", "ci95"), [OracleCase.Cell(fisher, "conf.low"), OracleCase.Cell(fisher, "conf.high")], 1e-4);
    }
}
