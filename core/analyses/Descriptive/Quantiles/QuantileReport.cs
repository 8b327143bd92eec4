using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Quantiles;

/// <summary>A row a variable and probability.</summary>
public sealed class QuantileReport : IReport<QuantileTotals>
{
    public Result Report(StudyContext context, QuantileTotals totals)
    {
        var probs = context.Question.Analysis.Quantile.Probs;
        var rows = totals.Question.Variables.SelectMany((v, i) => probs.Select((p, k) => (v.Text, p, totals.Values[i][k]))).ToList();
        return new Result
        {
            Tidy = new TableBuilder().Texts("variable", rows.Select(r => r.Text)).Numbers("prob", rows.Select(r => r.p)).Numbers("value", rows.Select(r => r.Item3)).Build(),
        }.With("n", totals.Rows);
    }
}
