using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Groups;

/// <summary>Equality of means without equal variances, or classical analysis of variance.</summary>
/// <remarks>Source: Welch (1951).</remarks>
public sealed class OnewayTestReport : IReport<GroupMoments>
{
    public Result Report(StudyContext context, GroupMoments totals)
    {
        var k = totals.Groups;
        var (statistic, df) = context.Question.Analysis.OnewayTest.VarEqual ? Classical(totals) : Welch(totals, k);
        return new Result
        {
            Tidy = new TableBuilder().Numbers("num.df", [k - 1.0]).Numbers("den.df", [df]).Numbers("statistic", [statistic]).Numbers("p.value", [Tails.Fisher(statistic, k - 1, df)]).Build(),
        }.With("n", totals.N.Sum());
    }

    internal static (double Statistic, double Df) Classical(GroupMoments m)
    {
        var k = m.Groups;
        var n = m.N.Sum();
        var mean = m.N.Zip(m.Mean, (a, b) => a * b).Sum() / n;
        double between = 0, within = m.Squares.Sum();
        for (var g = 0; g < k; g++) between += m.N[g] * (m.Mean[g] - mean) * (m.Mean[g] - mean);
        return (between / (k - 1) / (within / (n - k)), n - k);
    }

    private static (double Statistic, double Df) Welch(GroupMoments m, int k)
    {
        var w = Enumerable.Range(0, k).Select(g => m.N[g] / m.Variance(g)).ToArray();
        var sum = w.Sum();
        var lambda = Enumerable.Range(0, k).Sum(g => (1 - (w[g] / sum)) * (1 - (w[g] / sum)) / (m.N[g] - 1)) / ((k * (double)k) - 1);
        var mean = Enumerable.Range(0, k).Sum(g => w[g] * m.Mean[g]) / sum;
        var between = Enumerable.Range(0, k).Sum(g => w[g] * (m.Mean[g] - mean) * (m.Mean[g] - mean));
        return (between / ((k - 1) * (1 + (2 * (k - 2) * lambda))), 1 / (3 * lambda));
    }
}
