using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Correlation;

/// <summary>Test of a correlation by Student's t; Pearson's with Fisher's interval.</summary>
/// <remarks>Source: Fisher (1921); Spearman (1904), with the t approximation of Kendall and Stuart for large n.</remarks>
public sealed class CorTestReport : IReport<CorTestTotals>
{
    public Result Report(StudyContext context, CorTestTotals totals)
    {
        var spec = context.Question.Analysis.CorTest;
        double r = totals.Estimate, n = totals.N, df = n - 2;
        if (df < 1) throw new FedOncoException(ErrorReason.EmptyCohort, "cor.test() needs at least three complete rows.");
        var t = r * Math.Sqrt(df / ((1 - r) * (1 + r)));
        var p = Tails.StudentTwoSided(t, df);
        if (spec.Method == CorrelationMethod.Spearman)
        {
            if (spec.Exact) p = Exact(totals);
            return new Result
            {
                Tidy = new TableBuilder().Numbers("estimate", [r]).Numbers("statistic", [((n * n * n) - n) * (1 - r) / 6]).Numbers("p.value", [p])
                    .Texts("method", ["Spearman's rank correlation rho"]).Texts("alternative", ["two.sided"]).Build(),
            }.With("n", n);
        }

        var table = new TableBuilder().Numbers("estimate", [r]).Numbers("statistic", [t]).Numbers("p.value", [p]).Numbers("parameter", [df]);
        if (n > 3)
        {
            var z = 0.5 * StableMath.Log((1 + r) / (1 - r));
            var half = Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2) / Math.Sqrt(n - 3);
            table.Numbers("conf.low", [Math.Tanh(z - half)]).Numbers("conf.high", [Math.Tanh(z + half)]);
        }

        return new Result { Tidy = table.Texts("method", ["Pearson's product-moment correlation"]).Texts("alternative", ["two.sided"]).Build() }.With("n", n);
    }

    private static double Exact(CorTestTotals totals)
    {
        double n = totals.N, all = (n * n * n) - n;
        if (totals.Ties || n > SpearmanDistribution.MostValues)
            throw new FedOncoException(ErrorReason.WrongArgument, $"An exact p-value needs values without ties and at most {SpearmanDistribution.MostValues} rows. Leave out exact = TRUE.");
        // S is even; R takes the tail on the side of the estimate.
        var s = Math.Round(all * (1 - totals.Estimate) / 6);
        return Math.Min(1, 2 * (s > all / 6 ? SpearmanDistribution.Tail(s - 1, (int)n, lower: false) : SpearmanDistribution.Tail(s + 2, (int)n, lower: true)));
    }
}
