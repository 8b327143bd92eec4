using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.AnalysisSets;

/// <summary>Missing values and events of each variable; rows of the set and rows left out.</summary>
public sealed class AnalysisSetReport : IReport<AnalysisSetTotals>
{
    public Result Report(StudyContext context, AnalysisSetTotals totals)
    {
        var states = totals.Hidden.Select(h => h ? CellState.Primary : CellState.Shown).ToArray();
        var table = new TableBuilder()
            .Texts("variable", totals.Names)
            .Numbers("n.missing", totals.Missing)
            .Numbers("n.event", totals.Events.Select((n, i) => totals.Hidden[i] ? double.NaN : n))
            .Suppressed(states);
        var name = context.Question.Analysis.AnalysisSet.Name;
        var result = new Result { Tidy = table.Build() }.With("set", name).With("n", totals.Kept).With("n.dropped", totals.Rows - totals.Kept).Suppress(states, "n.event");
        result.Notes.Add($"calls with data = {ExpressionText.Name(name)} run on exactly these rows");
        return result;
    }
}
