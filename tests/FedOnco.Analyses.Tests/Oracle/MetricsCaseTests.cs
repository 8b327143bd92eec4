using System.Globalization;
using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>Case survival_metrics: a Cox model of one dataset validated on the patients of another, as a published score would be.</summary>
public sealed class MetricsCaseTests
{
    private const string Size = "ifelse(size == \"<=20\", 1, ifelse(size == \"20-50\", 2, 3))";
    private const string Event = "recur == 1 | (death == 1 & dtime <= rtime)";

    public static IEnumerable<TheoryDataRow<string>> Cases() => OracleCase.Of("survival_metrics");

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Score_OfOtherPatients_IsValidatedAsByR(string name)
    {
        var expected = OracleCase.Read(name);
        var model = $"coxph(Surv(rtime, {Event}) ~ age + I({Size}) + grade + log(nodes + 1) + log(pgr + 1), data = rotterdam, ties = \"breslow\")";
        var coefficients = OracleCase.Column(expected.Answer(model).Tidy, "estimate");
        string[] names = ["age", "size2", "grade", "lnodes", "lpgr"];
        expected.Check("coefficients", [.. names.Select(n => expected.Number("coef", n))], coefficients);
        var times = expected.Numbers("auc", "times");
        var baseline = expected.Answer($"basehaz({model}, centered = FALSE, newdata = data.frame(age = 0, size = \"<=20\", grade = 0, nodes = 0, pgr = 0), times = c({Text(times)}))");
        // newdata has the size category at 1: taken off again.
        var survival = OracleCase.Column(baseline.Tidy, "estimate").Select(s => Math.Pow(s, Math.Exp(-coefficients[1]))).ToArray();
        var score = $"{coefficients[0]:R} * age + {coefficients[1]:R} * ifelse(size <= 20, 1, ifelse(size <= 50, 2, 3)) + {coefficients[2]:R} * grade + {coefficients[3]:R} * log(nodes + 1) + ({coefficients[4]:R}) * log(pgr + 1)";
        var found = Centres.Load(Path.Combine(Shared.Folder, "data", "trials"), "gbsg")
            .Answer(FormattableString.Invariant($"survival_metrics(Surv(rfstime, status) ~ I({score}), data = gbsg, times = c({Text(times)}), baseline = c({Text(survival)}))"));
        var measures = found.Tidy.Columns.Single(c => c.Name == "measure").Texts.Values;
        double[] Of(string measure, string column) => [.. OracleCase.Column(found.Tidy, column).Where((_, i) => measures[i] == measure)];
        expected.Check("AUC", expected.Numbers("auc", "AUC"), Of("AUC", "estimate"));
        expected.Check("AUC se", expected.Numbers("auc", "se"), Of("AUC", "std.error"));
        expected.Check("AUC low", expected.Numbers("auc", "lower"), Of("AUC", "conf.low"));
        expected.Check("AUC high", expected.Numbers("auc", "upper"), Of("AUC", "conf.high"));
        var brier = expected.Numbers("brier", "Brier");
        expected.Check("Brier", brier[times.Length..], Of("Brier", "estimate"));
        expected.Check("null Brier", brier[..times.Length], Of("Brier null", "estimate"));
        expected.Check("Brier se", expected.Numbers("brier", "se")[times.Length..], Of("Brier", "std.error"));
        expected.Check("null Brier se", expected.Numbers("brier", "se")[..times.Length], Of("Brier null", "std.error"));
        expected.Check("mean risk", expected.Numbers("mean_risk"), Of("risk", "estimate"));
        expected.Done();
    }

    private static string Text(double[] values) => string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
