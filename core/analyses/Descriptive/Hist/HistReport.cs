using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Hist;

/// <summary>One row a bin.</summary>
public sealed class HistReport : IReport<HistTotals>
{
    public Result Report(StudyContext context, HistTotals totals)
    {
        var spec = context.Question.Analysis.Hist;
        var table = new TableBuilder()
            .Texts("variable", totals.Bins.Select(_ => spec.Formula.Right.ToText()))
            .Numbers("lower", spec.Breaks.SkipLast(1))
            .Numbers("upper", spec.Breaks.Skip(1))
            .Numbers("n", totals.Bins.Select((n, i) => totals.States[i] == CellState.Shown ? n : double.NaN))
            .Suppressed(totals.States);
        return new Result { Tidy = table.Build() }.With("n", totals.States.Any(s => s != CellState.Shown) ? double.NaN : totals.Bins.Sum()).Suppress(totals.States, "n");
    }
}
