using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Ranks;

/// <summary>Wilcoxon's rank sum test by the normal approximation with ties.</summary>
/// <remarks>Source: Wilcoxon (1945); Mann and Whitney (1947); tie correction by Lehmann (1975).</remarks>
public sealed class WilcoxTestReport : IReport<RankTotals>
{
    public Result Report(StudyContext context, RankTotals totals)
    {
        var spec = context.Question.Analysis.WilcoxTest;
        var correct = !spec.HasCorrect || spec.Correct;
        double n1 = totals.N[0], n2 = totals.N[1], n = n1 + n2;
        var statistic = totals.RankSum[0] - (n1 * (n1 + 1) / 2);
        var excess = statistic - (n1 * n2 / 2);
        var sigma = Math.Sqrt(n1 * n2 / 12 * (n + 1 - (totals.Ties / (n * (n - 1)))));
        if (!(sigma > 0)) throw new FedOncoException(ErrorReason.NotFinite, "All values are the same: there is nothing to rank.");
        if (spec.Exact) return Exact(totals, statistic, n1, n2);
        var z = (excess - (correct ? Math.Sign(excess) * 0.5 : 0)) / sigma;
        return new Result
        {
            Tidy = new TableBuilder().Numbers("statistic", [statistic]).Numbers("p.value", [Math.Min(1, Tails.NormalTwoSided(z))])
                .Texts("method", [$"Wilcoxon rank sum test{(correct ? " with continuity correction" : "")}"]).Texts("alternative", ["two.sided"]).Build(),
        }.With("n", n);
    }

    /// <summary>As R: below 50 values in each group, and without ties.</summary>
    private static Result Exact(RankTotals totals, double statistic, double n1, double n2)
    {
        if (totals.Ties > 0 || n1 >= RankSumDistribution.MostValues || n2 >= RankSumDistribution.MostValues)
            throw new FedOncoException(ErrorReason.WrongArgument, $"An exact p-value needs values without ties and fewer than {RankSumDistribution.MostValues} in each group. Leave out exact = TRUE.");
        int m = (int)n1, n = (int)n2;
        // The distribution is symmetric about m n / 2.
        var tail = RankSumDistribution.Lower(Math.Min(statistic, (n1 * n2) - statistic), m, n);
        return new Result
        {
            Tidy = new TableBuilder().Numbers("statistic", [statistic]).Numbers("p.value", [Math.Min(1, 2 * tail)])
                .Texts("method", ["Wilcoxon rank sum exact test"]).Texts("alternative", ["two.sided"]).Build(),
        }.With("n", n1 + n2);
    }
}
