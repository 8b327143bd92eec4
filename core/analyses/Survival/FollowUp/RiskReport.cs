using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.FollowUp;

/// <summary>Numbers at risk just before given times; on the month grid just after the last month's end at or before.</summary>
public sealed class RiskReport : IReport<SurvfitTotals>
{
    public Result Report(StudyContext context, SurvfitTotals totals)
    {
        var grid = totals.Question.Response.Lattice;
        double least = context.Terms.MinimumPatients;
        var rows = new List<(string? Label, double Time, double Risk)>();
        for (var g = 0; g < (totals.Labels?.Count ?? 1); g++)
        {
            var exact = CurveRows.Of(totals.Labels?[g], totals.Curve(g), ConfType.Log, 1, grid.Value);
            if (exact.Curve.Patients == 0) continue;
            var grouped = grid.IsGrouped ? GroupedCurve.Of(totals, g, new CurveForm(true), least) : null;
            foreach (var time in context.Question.Analysis.Nrisk.Times)
            {
                var month = grid.IsGrouped ? Math.Max(0, grid.Before(time)) : 0;
                rows.Add(grouped is null ? (totals.Labels?[g], time, exact.At(time).Risk) : (totals.Labels?[g], grid.Value(month), grouped.RiskAfter(month, least)));
            }
        }

        var cut = rows.Count(r => double.IsNaN(r.Risk));
        var table = new TableBuilder().Numbers("time", rows.Select(r => r.Time)).Numbers("n.risk", rows.Select(r => r.Risk));
        if (totals.Labels is not null) table.Texts("strata", rows.Select(r => r.Label));
        if (cut > 0) table.Texts("suppressed", rows.Select(r => double.IsNaN(r.Risk) ? "tail" : null));
        var result = new Result { Tidy = table.Build() };
        if (grid.Note is { } note) result.Notes.Add(note);
        if (cut > 0) result.Suppressed.Add(new Suppression { Rule = "tail", Table = "tidy", Columns = { "n.risk" }, Rows = (uint)cut });
        return result;
    }
}
