using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Disclosure.Suppression;
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
        var rows = totals.Question.Variables.SelectMany((v, i) => probs.Select((p, k) => (v.Text, p, totals.Values[i][k], Hidden: !QuantileTail.IsCovered(context, totals.Known[i], p) && totals.Known[i] > 0))).ToList();
        var states = rows.Select(r => r.Hidden ? CellState.Primary : CellState.Shown).ToList();
        var result = new Result
        {
            Tidy = new TableBuilder().Texts("variable", rows.Select(r => r.Text)).Numbers("prob", rows.Select(r => r.p)).Numbers("value", rows.Select(r => r.Item3)).Suppressed(states).Build(),
        }.With("n", totals.Rows).Suppress(states, "value");
        result.Notes.AddRange(GridNote.Of(totals.Question, totals.Errors));
        return result;
    }
}
