using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Preflight;

/// <summary>
/// What a refused call could run on instead: rows that were answered before and lie inside its own, so that every variable of the
/// call has a value there. Decided from the verified total alone; it names conditions and variables, no number.
/// </summary>
internal static class SetOffer
{
    /// <summary>A sentence with the set to make; empty where there is none.</summary>
    public static string Of(StudyContext context, PreflightPlan plan, Total total)
    {
        if (context.Question.Set is not null) return "";
        ReadOnlySpan<double> patients = total.Block("cell patients"), earlier = total.Block("earlier patients"), differences = total.Block("different patients");
        int[] starts = PreflightRules.StartsOf(plan.Cohorts.Select(c => c.Cohort)), earlierStarts = PreflightRules.StartsOf(plan.Earlier.Select(c => c.Cohort));
        EarlierCohort? best = null;
        double most = 0;
        var at = 0;
        foreach (var pair in plan.Pairs)
        {
            var (left, right) = (plan.Left(pair), plan.Right(pair));
            var difference = differences[at];
            at += left.Cells * right.Cells;
            if (pair.IsOwn || left.Cells > 1 || right.Cells > 1 || left.Spec.Complete.Count == 0 || right.Spec.Complete.Count == 0 || left.Subset != right.Subset) continue;
            var (known, here, there) = (plan.Earlier[pair.Other], patients[starts[pair.New]], earlier[earlierStarts[pair.Other]]);
            if (known.Entry.State != CohortState.Answered || !known.Entry.Sites.SequenceEqual(context.Sites) || difference != here - there || there <= most) continue;
            (best, most) = (known, there);
        }

        if (best is null) return "";
        var subset = best.Cohort.Spec.Subset is { } condition ? $", subset = {condition.ToText()}" : "";
        return $" Rows that were answered before have every variable of this call: make analysis_set(rows, data = {ExpressionText.Name(context.Question.Data)}{subset}, complete = ~ {string.Join(" + ", best.Cohort.Spec.Complete.Select(c => c.ToText()))}) and ask with data = rows.";
    }
}
