using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.FollowUp;

/// <summary>How long patients were followed: median and quartiles of the reverse Kaplan-Meier curve, in which censoring is the event.</summary>
/// <remarks>Source: Schemper and Smith (1996).</remarks>
public sealed class FollowUpReport : IReport<SurvfitTotals>
{
    public Result Report(StudyContext context, SurvfitTotals totals)
    {
        var grid = totals.Question.Response.Lattice;
        var z = Tails.NormalQuantile(0.025);
        var reverse = totals with { Events = totals.Censored, Censored = totals.Events };
        if (grid.IsGrouped)
        {
            var grouped = GroupedCurves.Of(reverse, new CurveForm(true), context.Terms.MinimumPatients).FollowUp(z);
            grouped.Notes.Add(grid.Note!); // A grid by month has a note.
            return grouped;
        }

        var rows = Enumerable.Range(0, totals.Labels?.Count ?? 1).Select(g => CurveRows.Of(totals.Labels?[g], reverse.Curve(g), ConfType.Log, z, grid.Value)).Where(c => c.Curve.Patients > 0).ToList();
        return new Result
        {
            Tidy = new TableBuilder().Texts("strata", rows.Select(r => r.Label)).Numbers("n", rows.Select(r => r.Curve.Patients)).Numbers("n.censor", rows.Select(r => r.Curve.AllEvents))
                .Numbers("median", rows.Select(r => r.Quantile(0.5).Value)).Numbers("conf.low", rows.Select(r => r.Quantile(0.5).Low)).Numbers("conf.high", rows.Select(r => r.Quantile(0.5).High))
                .Numbers("q1", rows.Select(r => r.Quantile(0.25).Value)).Numbers("q3", rows.Select(r => r.Quantile(0.75).Value))
                .Build(),
        }.With("n", rows.Sum(r => r.Curve.Patients));
    }
}
