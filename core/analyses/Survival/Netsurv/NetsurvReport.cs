using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Netsurv;

/// <summary>A row a group and time, with intervals on the log scale.</summary>
public sealed class NetsurvReport : IReport<NetsurvTotals>
{
    public Result Report(StudyContext context, NetsurvTotals totals)
    {
        var spec = context.Question.Analysis.Netsurv;
        var axis = totals.Question.Axis;
        var z = Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2);
        double least = context.IsGuarded ? Math.Max(11, context.Terms.MinimumPatients) : 1;
        var rows = new List<(string? Label, double Time, double Risk, double Estimate, double Error, double Low, double High)>();
        for (var g = 0; g < totals.Curves.Count; g++)
        {
            var curve = totals.Curves[g];
            if (curve.Patients == 0) continue;
            foreach (var asked in spec.Times)
            {
                var cell = axis.Before(asked);
                var time = axis.Months is null ? asked : axis.EndOf(cell);
                var shown = curve.Risk[cell] >= least;
                var (low, high) = SurvivalInterval.Of(ConfType.Log, curve.Estimate[cell], curve.Error[cell], z);
                rows.Add(shown ? (totals.Labels?[g], time, curve.Risk[cell], curve.Estimate[cell], curve.Error[cell], low, high) : (totals.Labels?[g], time, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN));
            }
        }

        var table = new TableBuilder().Numbers("time", rows.Select(r => r.Time)).Numbers("n.risk", rows.Select(r => r.Risk)).Numbers("estimate", rows.Select(r => r.Estimate)).Numbers("std.error", rows.Select(r => r.Error))
            .Numbers("conf.high", rows.Select(r => r.High)).Numbers("conf.low", rows.Select(r => r.Low));
        if (totals.Labels is not null) table.Texts("strata", rows.Select(r => r.Label));
        var cut = rows.Count(r => double.IsNaN(r.Risk));
        if (cut > 0 && context.IsGuarded) table.Texts("suppressed", rows.Select(r => double.IsNaN(r.Risk) ? "tail" : null));
        var result = new Result { Tidy = table.Build() }.With("n", totals.Curves.Sum(c => c.Patients));
        if (cut > 0 && context.IsGuarded) result.Suppressed.Add(new Suppression { Rule = "tail", Table = "tidy", Columns = { "n.risk", "estimate", "std.error", "conf.high", "conf.low" }, Rows = (uint)cut });
        else if (cut > 0) result.Notes.Add("nobody is followed to some of the times: no estimate there");
        if (totals.Question.Response.Lattice.Note is { } grid) result.Notes.Add($"{grid}; deaths of a month over its mean weight at risk");
        else if (axis.Note is { } note) result.Notes.Add(note);
        return result;
    }
}
