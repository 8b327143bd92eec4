using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>Cases descriptive and rates. Minimum, maximum, median deviation and kurtosis are not offered.</summary>
public sealed class DescriptiveCaseTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases() => OracleCase.Of("descriptive").Concat(OracleCase.Of("rates"));

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Answer_Case_IsRs(string name)
    {
        var expected = OracleCase.Read(name);
        switch (name.Split('/')[^1])
        {
            case "rotterdam_age_by_size_grade":
                BySizeAndGrade(expected);
                break;
            case "rotterdam_age_histogram":
                var breaks = expected.Numbers("breaks");
                var bins = expected.Answer($"table(~ cut(age, c({string.Join(", ", breaks)}), right = FALSE), data = rotterdam)");
                expected.Check("counts", [.. expected.Numbers("counts").Where(n => n > 0)], [.. OracleCase.Column(bins.Tidy, "n").Where(n => n > 0)]);
                break;
            case "rotterdam_pgr_ecdf":
                var curve = expected.Answer($"ecdf(~ pgr, data = rotterdam, breaks = c({string.Join(", ", expected.Numbers("x"))}))");
                expected.Check("F", expected.Numbers("F"), OracleCase.Column(curve.Tidy, "estimate"), 1e-12);
                break;
            case "rate_ratio_rotterdam_hormon":
                // poisson.test is not offered; its rate ratio is that of the regression.
                var fit = expected.Answer("glm(death ~ hormon + offset(log(dtime / 365.25)), data = rotterdam, family = poisson)");
                expected.Check("rate", expected.Number("rate", "0"), Math.Exp(OracleCase.Cell(fit, "estimate")));
                expected.Check("ratio", expected.Number("rate_ratio"), Math.Exp(OracleCase.Cell(fit, "estimate", 1)));
                break;
            default:
                OneVariable(expected);
                break;
        }

        expected.Done();
    }

    private static void OneVariable(OracleCase expected)
    {
        var summary = expected.Answer($"describe({expected.Formula}, data = {expected.Dataset})");
        // The METABRIC cases count 11 patients without a cohort, who are at no centre, among the missing.
        if (expected.Dataset != "clinical") expected.Check("n_missing", expected.Number("pooled", "n_missing"), OracleCase.Cell(summary, "n.missing"), 0);
        foreach (var (theirs, mine) in new[] { ("n", "n"), ("mean", "mean"), ("sd", "sd"), ("median", "median"), ("skewness_g1", "skewness") })
            expected.Check(theirs, expected.Number("pooled", theirs), OracleCase.Cell(summary, mine), 1e-12);
        expected.Check("iqr", expected.Number("pooled", "iqr_type7"), OracleCase.Cell(summary, "q3") - OracleCase.Cell(summary, "q1"), 1e-12, 1);
        for (var type = 1; type <= 9; type++)
        {
            var found = expected.Answer($"quantile({expected.Formula}, data = {expected.Dataset}, probs = c({string.Join(", ", expected.Numbers("quantiles", "probs"))}), type = {type})");
            expected.Check($"type {type}", expected.Numbers("quantiles", $"type{type}"), OracleCase.Column(found.Tidy, "value"), 1e-12);
        }
    }

    private static void BySizeAndGrade(OracleCase expected)
    {
        var found = expected.Answer("describe(~ age, data = rotterdam, by = ~ size + grade)");
        var sizes = found.Tidy.Columns.Single(c => c.Name == "size").Texts.Values;
        var grades = found.Tidy.Columns.Single(c => c.Name == "grade").Texts.Values;
        Assert.Equal(expected.Results.EnumerateObject().Count(), sizes.Count);
        for (var i = 0; i < sizes.Count; i++)
        {
            foreach (var column in (string[])["n", "mean", "sd", "median"])
                expected.Check($"{sizes[i]}|{grades[i]} {column}", expected.Number($"{sizes[i]}|{grades[i]}", column), OracleCase.Cell(found, column, i), 1e-12);
        }
    }
}
