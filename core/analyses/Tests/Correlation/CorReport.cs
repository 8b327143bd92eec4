using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Correlation;

/// <summary>Pearson's correlation of every pair, on rows complete for all variables.</summary>
public sealed class CorReport : IReport<CovarianceTotals>
{
    public Result Report(StudyContext context, CovarianceTotals totals)
    {
        var pairs = Enumerable.Range(0, totals.Size).SelectMany(i => Enumerable.Range(0, totals.Size).Select(j => (i, j))).ToList();
        return new Result
        {
            Tidy = new TableBuilder().Texts("x", pairs.Select(p => totals.Names[p.i])).Texts("y", pairs.Select(p => totals.Names[p.j])).Numbers("estimate", pairs.Select(p => totals.Correlation(p.i, p.j))).Build(),
        }.With("n", totals.N);
    }
}
