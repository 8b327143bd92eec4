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
        if (plan.Containable.Count == 0) return "";
        ReadOnlySpan<double> earlier = total.Block("earlier patients"), outside = total.Block("outside");
        var starts = PreflightRules.StartsOf(plan.Earlier.Select(c => c.Cohort));
        EarlierCohort? best = null;
        double most = 0;
        for (var i = 0; i < plan.Containable.Count; i++)
        {
            var at = plan.Containable[i].Other;
            if (outside[i] != 0 || earlier[starts[at]] <= most) continue;
            (best, most) = (plan.Earlier[at], earlier[starts[at]]);
        }

        if (best is null) return "";
        var subset = best.Cohort.Spec.Subset is { } condition ? $", subset = {condition.ToText()}" : "";
        return $" Rows that were answered before have every variable of this call: make analysis_set(rows, data = {ExpressionText.Name(context.Question.Data)}{subset}, complete = ~ {string.Join(" + ", best.Cohort.Spec.Complete.Select(c => c.ToText()))}) and ask with data = rows.";
    }
}
