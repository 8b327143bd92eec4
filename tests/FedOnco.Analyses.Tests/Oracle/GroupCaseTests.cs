using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Oracle;

/// <summary>Cases group_tests and correlation. Not offered: variance ratio, Brown-Forsythe, Kolmogorov-Smirnov, Kendall, pairwise complete and partial correlations.</summary>
public sealed class GroupCaseTests
{
    public static IEnumerable<TheoryDataRow<string>> Groups() => OracleCase.Of("group_tests");

    public static IEnumerable<TheoryDataRow<string>> Correlations() => OracleCase.Of("correlation");

    [Theory]
    [MemberData(nameof(Groups), DisableDiscoveryEnumeration = true)]
    public void Groups_Case_AreRs(string name)
    {
        var expected = OracleCase.Read(name);
        if (expected.Has("additive")) TwoWay(expected);
        else if (expected.Has("anova")) OneWay(expected);
        else TwoGroups(expected);
        expected.Done();
    }

    [Theory]
    [MemberData(nameof(Correlations), DisableDiscoveryEnumeration = true)]
    public void Correlation_Case_IsRs(string name)
    {
        var expected = OracleCase.Read(name);
        var arguments = $"{expected.Formula}, data = {expected.Dataset}";
        if (expected.Has("complete")) expected.Check("complete", expected.Matrix("complete"), OracleCase.Column(expected.Answer($"cor({arguments})").Tidy, "estimate"));
        else if (expected.Has("kendall"))
        {
            var pearson = expected.Answer($"cor.test({arguments})");
            expected.Check("pearson", [expected.Number("pearson", "r"), expected.Number("pearson", "t")], [OracleCase.Cell(pearson, "estimate"), OracleCase.Cell(pearson, "statistic")]);
            expected.Check("interval", expected.Numbers("pearson", "ci95"), [OracleCase.Cell(pearson, "conf.low"), OracleCase.Cell(pearson, "conf.high")]);
            expected.CheckP("p", expected.Number("pearson", "p"), OracleCase.Cell(pearson, "p.value"));
            var spearman = expected.Answer($"cor.test({arguments}, method = \"spearman\")");
            expected.Check("spearman", [expected.Number("spearman", "rho"), expected.Number("spearman", "S")], [OracleCase.Cell(spearman, "estimate"), OracleCase.Cell(spearman, "statistic")]);
            expected.CheckP("spearman p", expected.Number("spearman", "p"), OracleCase.Cell(spearman, "p.value"));
        }
        else
        {
            expected.Check("pearson", expected.Matrix("pearson"), OracleCase.Column(expected.Answer($"cor({arguments})").Tidy, "estimate"));
            expected.Check("spearman", expected.Matrix("spearman"), OracleCase.Column(expected.Answer($"cor({arguments}, method = \"spearman\")").Tidy, "estimate"));
        }

        expected.Done();
    }

    private static void TwoGroups(OracleCase expected)
    {
        var arguments = $"{expected.Formula}, data = {expected.Dataset}";
        foreach (var (key, more) in new[] { ("welch", ""), ("pooled", ", var.equal = TRUE") })
        {
            var t = expected.Answer($"t.test({arguments}{more})");
            expected.Check(key, [expected.Number(key, "statistic"), expected.Number(key, "df"), .. expected.Numbers(key, "ci95")], [OracleCase.Cell(t, "statistic"), OracleCase.Cell(t, "parameter"), OracleCase.Cell(t, "conf.low"), OracleCase.Cell(t, "conf.high")]);
            expected.CheckP(key, expected.Number(key, "p"), OracleCase.Cell(t, "p.value"));
        }

        foreach (var (key, more) in new[] { ("wilcoxon_correct", ""), ("wilcoxon_nocorrect", ", correct = FALSE") })
        {
            var w = expected.Answer($"wilcox.test({arguments}{more})");
            expected.Check(key, expected.Number(key, "W"), OracleCase.Cell(w, "statistic"));
            expected.CheckP(key, expected.Number(key, "p"), OracleCase.Cell(w, "p.value"));
        }

        var summary = expected.Answer($"describe(~ {expected.Formula.Split(" ~ ")[0]}, data = {expected.Dataset}, by = ~ {expected.Formula.Split(" ~ ")[1]}, subset = !is.na({expected.Formula.Split(" ~ ")[1]}))");
        expected.Check("mean", [.. expected.At("mean").EnumerateObject().Select(m => m.Value.GetDouble())], OracleCase.Column(summary.Tidy, "mean"));
        expected.Check("sd", [.. expected.At("var").EnumerateObject().Select(m => Math.Sqrt(m.Value.GetDouble()))], OracleCase.Column(summary.Tidy, "sd"));
    }

    private static void OneWay(OracleCase expected)
    {
        var sides = expected.Formula.Split(" ~ ");
        var arguments = $"{sides[0]} ~ {sides[1].Replace("factor( ", "", StringComparison.Ordinal).Replace(" )", "", StringComparison.Ordinal)}, data = {expected.Dataset}";
        var equal = expected.Answer($"oneway.test({arguments}, var.equal = TRUE)");
        expected.Check("anova", expected.Number("anova", "F"), OracleCase.Cell(equal, "statistic"));
        expected.CheckP("anova p", expected.Number("anova", "p"), OracleCase.Cell(equal, "p.value"));
        var welch = expected.Answer($"oneway.test({arguments})");
        expected.Check("welch", [expected.Number("welch", "F"), .. expected.Numbers("welch", "df")], [OracleCase.Cell(welch, "statistic"), OracleCase.Cell(welch, "num.df"), OracleCase.Cell(welch, "den.df")]);
        var kruskal = expected.Answer($"kruskal.test({arguments})");
        expected.Check("kruskal", expected.Number("kruskal", "H"), OracleCase.Cell(kruskal, "statistic"));
        expected.CheckP("kruskal p", expected.Number("kruskal", "p"), OracleCase.Cell(kruskal, "p.value"));
        var bartlett = expected.Answer($"bartlett.test({arguments})");
        expected.Check("bartlett", expected.Number("bartlett", "K2"), OracleCase.Cell(bartlett, "statistic"));
        var tukey = expected.Answer($"TukeyHSD({arguments})");
        var rows = expected.Matrix("tukey_hsd");
        expected.Check("tukey", [.. rows.Where((_, i) => i % 4 == 0)], OracleCase.Column(tukey.Tidy, "estimate"));
        // qtukey() is right to about 1e-4 of its steps.
        expected.Check("tukey low", [.. rows.Where((_, i) => i % 4 == 1)], OracleCase.Column(tukey.Tidy, "conf.low"), 1e-4, [.. rows.Where((_, i) => i % 4 == 0).Select(v => 1 + Math.Abs(v))]);
    }

    private static void TwoWay(OracleCase expected)
    {
        foreach (var (key, formula) in new[] { ("additive", "age ~ factor(grade) + size"), ("interaction", "age ~ factor(grade) * size") })
        {
            var found = expected.Answer($"aov({formula}, data = rotterdam)");
            expected.Check($"{key} ss", expected.Numbers(key, "ss"), OracleCase.Column(found.Tidy, "sumsq"));
            expected.Check($"{key} F", expected.Numbers(key, "F"), OracleCase.Column(found.Tidy, "statistic"), 1e-8);
        }
    }
}
