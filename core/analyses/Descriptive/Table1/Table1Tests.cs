using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Descriptive.Smd;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Tests.Groups;
using FedOnco.Analyses.Tests.Ranks;
using FedOnco.Analyses.Tests.Tables;

namespace FedOnco.Analyses.Descriptive.Table1;

/// <summary>Comparison of the groups of one variable: chi-squared for categories, analysis of variance for numbers, ranks where asked for.</summary>
internal static class Table1Tests
{
    /// <returns>The p-value (NaN where there is none) and the name of the test.</returns>
    public static (double P, string? Name) Compare(Table1Totals totals, int variable, IReadOnlyList<int> groups)
    {
        var grouped = totals.Grouped!; // Called only where there are groups.
        var cells = grouped.Question.Groups.Cells;
        var some = groups.Where(g => grouped.Known[(variable * cells) + g] > 0).ToList();
        if (some.Count < 2) return (double.NaN, null);
        if (grouped.Question.Variables[variable].IsFactor) return Table(grouped, variable, some);
        if (totals.Question.Nonnormal[variable]) return totals.Ranks.TryGetValue(variable, out var ranks) ? (KruskalTestReport.Test(ranks).P, "Kruskal-Wallis") : (double.NaN, null);
        double[] Of(double[] values) => [.. some.Select(g => values[(variable * cells) + g])];
        var moments = new GroupMoments([.. some.Select(g => grouped.Question.Groups.Levels(g)[0] ?? "")], Of(grouped.Known), Of(grouped.Mean), Of(grouped.Squares));
        var (statistic, df) = OnewayTestReport.Classical(moments);
        return (Tails.Fisher(statistic, some.Count - 1, df), some.Count == 2 ? "t test" : "analysis of variance");
    }

    /// <summary>Mean of the absolute standardised differences of all pairs.</summary>
    public static double Difference(DescribeTotals grouped, int variable, IReadOnlyList<int> groups)
    {
        var factor = grouped.Question.Variables[variable].IsFactor;
        var pairs = groups.SelectMany((a, i) => groups.Skip(i + 1).Select(b => (a, b))).ToList();
        return pairs.Count == 0 ? double.NaN : pairs.Average(p => Math.Abs(factor ? StandardisedDifference.OfFactor(grouped, variable, p.a, p.b) : StandardisedDifference.OfNumber(grouped, variable, p.a, p.b)));
    }

    private static (double P, string? Name) Table(DescribeTotals grouped, int variable, List<int> groups)
    {
        var counts = groups.Select(g => StandardisedDifference.Counts(grouped, variable, g)).ToList();
        var levels = Enumerable.Range(0, counts[0].Length).Where(l => counts.Sum(c => c[l]) > 0).ToList();
        if (levels.Count < 2) return (double.NaN, null);
        var table = new double[levels.Count, groups.Count];
        for (var i = 0; i < levels.Count; i++)
        {
            for (var j = 0; j < groups.Count; j++) table[i, j] = counts[j][levels[i]];
        }

        return (ChisqTestReport.Test(new ContingencyTable(table), correct: true).P, "chi-squared");
    }
}
