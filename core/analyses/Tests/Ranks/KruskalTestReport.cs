using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Ranks;

/// <summary>Kruskal and Wallis' rank sum test with the correction for ties.</summary>
/// <remarks>Source: Kruskal and Wallis (1952).</remarks>
public sealed class KruskalTestReport : IReport<RankTotals>
{
    public Result Report(StudyContext context, RankTotals totals)
    {
        var (statistic, df, p) = Test(totals);
        return new Result
        {
            Tidy = new TableBuilder().Numbers("statistic", [statistic]).Numbers("p.value", [p]).Numbers("parameter", [df]).Texts("method", ["Kruskal-Wallis rank sum test"]).Build(),
        }.With("n", totals.All);
    }

    internal static (double Statistic, double Df, double P) Test(RankTotals totals)
    {
        var n = totals.All;
        // Sums about the mean rank: no cancellation.
        var sum = Enumerable.Range(0, totals.N.Length).Sum(g => Square(totals.RankSum[g] - (totals.N[g] * (n + 1) / 2)) / totals.N[g]);
        var statistic = 12 * sum / (n * (n + 1)) / (1 - (totals.Ties / ((n * n * n) - n)));
        double df = totals.N.Length - 1;
        return (statistic, df, Tails.ChiSquared(statistic, df));
    }

    private static double Square(double value) => value * value;
}
