using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Count;

/// <summary>Groups that occur, with their number of rows.</summary>
public sealed class CountReport : IReport<GroupCounts>
{
    public Result Report(StudyContext context, GroupCounts totals)
    {
        var groups = Enumerable.Range(0, totals.Cells.Length).Where(g => totals.States[g] is CellState.Primary or CellState.Secondary || totals.Cells[g] > 0).ToArray();
        var levels = groups.Select(totals.Grouping.Levels).ToArray();
        var table = new TableBuilder();
        for (var v = 0; v < totals.Grouping.Names.Count; v++) table.Texts(totals.Grouping.Names[v], levels.Select(l => l[v]));
        var states = groups.Select(g => totals.States[g]).ToArray();
        table.Numbers("n", groups.Select((g, i) => states[i] == CellState.Shown ? totals.Cells[g] : double.NaN));
        return new Result { Tidy = table.Suppressed(states).Build() }.With("n", totals.Rows).Suppress(states, "n");
    }
}
