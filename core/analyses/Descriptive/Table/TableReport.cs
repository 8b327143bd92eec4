using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Table;

/// <summary>All combinations of the levels that occur, first variable varying fastest, as as.data.frame(table()) has them.</summary>
public sealed class TableReport : IReport<GroupCounts>
{
    public Result Report(StudyContext context, GroupCounts totals)
    {
        var names = totals.Grouping.Names;
        var cells = Enumerable.Range(0, totals.Cells.Length).Select(g => (Levels: totals.Grouping.Levels(g), N: totals.Cells[g], State: totals.States[g])).ToArray();
        var used = names.Select((_, v) => cells.Where(c => c.N > 0 || c.State is CellState.Primary or CellState.Secondary).Select(c => c.Levels[v]).ToHashSet()).ToArray();
        var shown = cells.Where(c => c.Levels.Select((level, v) => used[v].Contains(level)).All(x => x)).ToArray();
        // Cells come with the first variable slowest; R's table has it fastest.
        var order = Enumerable.Range(0, shown.Length).OrderBy(i => totals.Grouping.ReverseRank(shown[i].Levels)).ToArray();
        var table = new TableBuilder();
        for (var v = 0; v < names.Count; v++) table.Texts(names[v], order.Select(i => shown[i].Levels[v]));
        var states = order.Select(i => shown[i].State).ToArray();
        table.Numbers("n", order.Select(i => shown[i].State switch { CellState.Shown => shown[i].N, CellState.Absent => 0, _ => double.NaN }));
        return new Result { Tidy = table.Suppressed(states).Build() }.With("n", totals.Cells.Sum()).Suppress(states, "n");
    }
}
