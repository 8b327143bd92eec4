using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Preflight;

/// <summary>Whether a question's cells, taken together with what was answered before, bound a cell that an earlier table hides.</summary>
internal static class EarlierTables
{
    public static bool StayHidden(StudyContext context, PreflightPlan plan, Total total)
    {
        double[] patients = total.Block("earlier patients").ToArray(), sites = total.Block("earlier sites").ToArray();
        var thresholds = new Thresholds(context.Terms);
        var at = 0;
        foreach (var earlier in plan.Earlier)
        {
            var cells = earlier.Cohort.Cells;
            // A table with several dimensions or levels; what was refused hides nothing.
            if (cells > 1 && earlier.Entry.State != CohortState.Refused && !StaysHidden(earlier.Cohort, patients[at..(at + cells)], sites[at..(at + cells)], plan, thresholds, context)) return false;
            at += cells;
        }

        return true;
    }

    private static bool StaysHidden(Cohort table, double[] patients, double[] sites, PreflightPlan plan, Thresholds thresholds, StudyContext context)
    {
        if (Enumerable.Range(0, patients.Length).All(c => patients[c] == 0 || thresholds.Cell(patients[c], sites[c]))) return true;
        var added = KnownUnions.Of(table.Grouping, table.Spec.Subset, plan.Cohorts.Select(c => c.Cohort), context);
        if (added.Count == 0) return true;
        var shape = new TableShape(table.Grouping.Widths);
        bool IsPublic(int[] line) => line.Sum(c => patients[c]) >= thresholds.Patients;
        var known = KnownUnions.Of(table.Grouping, table.Spec.Subset, plan.Earlier.Where(e => e.Cohort.Key != table.Key && e.Entry.State != CohortState.Refused).Select(e => e.Cohort), context);
        var states = TableSuppression.Of(shape, patients, patients, sites, GroupCounts.AbsentCells(table.Grouping, patients, context), thresholds);
        // Where earlier answers alone would bound a cell, the table was asked for after them and hid more.
        if (!TableSuppression.IsSafe(shape, patients, states, IsPublic, thresholds.Patients, known))
            states = TableSuppression.Of(shape, patients, patients, sites, GroupCounts.AbsentCells(table.Grouping, patients, context), thresholds, known);
        // A table of which nothing was shown has nothing to add to.
        return !states.Contains(CellState.Shown) || TableSuppression.IsSafe(shape, patients, states, IsPublic, thresholds.Patients, [.. known, .. added]);
    }
}
