using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Ecdf;

/// <summary>A row a variable and point: how many values are at most x, and their share.</summary>
public sealed class EcdfReport : IReport<EcdfTotals>
{
    public Result Report(StudyContext context, EcdfTotals totals)
    {
        var rows = totals.Names.SelectMany((name, v) => totals.Points.Select((x, k) => (name, x, N: totals.Below[v][k], Share: totals.Below[v][k] / totals.Known[v]))).ToList();
        return new Result
        {
            Tidy = new TableBuilder().Texts("variable", rows.Select(r => r.name)).Numbers("x", rows.Select(r => r.x)).Numbers("n", rows.Select(r => r.N)).Numbers("estimate", rows.Select(r => r.Share)).Build(),
        }.With("n", totals.Known.Max());
    }
}
