using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>Curves with intervals at all times or at those asked for, medians and other quantiles.</summary>
public sealed class SurvfitReport : IReport<SurvfitTotals>
{
    public Result Report(StudyContext context, SurvfitTotals totals)
    {
        var spec = context.Question.Analysis.Survfit;
        var grid = totals.Question.Response.Lattice;
        var z = Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2);
        var form = CurveForm.Of(spec, grid);
        if (grid.IsGrouped) return GroupedCurves.Of(totals, form, context.Terms.MinimumPatients).Report(spec.ConfType, z, [.. spec.Times], [.. spec.Quantiles]);
        var curves = Curves(totals, form, spec.ConfType, z, grid.Value);
        var tidy = spec.Times.Count > 0 ? AtTimes(curves, [.. spec.Times]) : AllTimes(curves);
        var result = new Result { Tidy = tidy }.With("median", Medians(curves));
        return spec.Quantiles.Count > 0 ? result.With("quantiles", Quantiles(curves, [.. spec.Quantiles])) : result;
    }

    private static List<CurveRows> Curves(SurvfitTotals totals, CurveForm form, ConfType type, double z, Func<int, double> time)
    {
        var curves = new List<CurveRows>();
        for (var g = 0; g < (totals.Labels?.Count ?? 1); g++)
        {
            var curve = totals.Curve(g, form);
            if (curve.Patients > 0) curves.Add(CurveRows.Of(totals.Labels?[g], curve, type, z, time));
        }

        return curves;
    }

    private static Protos.Table AllTimes(List<CurveRows> curves)
    {
        IEnumerable<double> All(Func<CurveRows, IEnumerable<double>> column) => curves.SelectMany(column);
        var table = new TableBuilder()
            .Numbers("time", All(c => c.Times))
            .Numbers("n.risk", All(c => c.Curve.Risk))
            .Numbers("n.event", All(c => c.Curve.Events))
            .Numbers("n.censor", All(c => c.Curve.Censored))
            .Numbers("estimate", All(c => c.Curve.Survival))
            .Numbers("std.error", All(c => c.Curve.Error))
            .Numbers("conf.high", All(c => c.High))
            .Numbers("conf.low", All(c => c.Low));
        if (curves.Exists(c => c.Label is not null)) table.Texts("strata", curves.SelectMany(c => c.Times.Select(_ => c.Label)));
        return table.Build();
    }

    private static Protos.Table AtTimes(List<CurveRows> curves, double[] times)
    {
        var rows = curves.SelectMany(c => times.Select(c.At)).ToList();
        var table = new TableBuilder()
            .Numbers("time", rows.Select(r => r.Time))
            .Numbers("n.risk", rows.Select(r => r.Risk))
            .Numbers("estimate", rows.Select(r => r.Estimate))
            .Numbers("std.error", rows.Select(r => r.Error))
            .Numbers("conf.high", rows.Select(r => r.High))
            .Numbers("conf.low", rows.Select(r => r.Low));
        if (curves.Exists(c => c.Label is not null)) table.Texts("strata", curves.SelectMany(c => times.Select(_ => c.Label)));
        return table.Build();
    }

    private static Protos.Table Medians(List<CurveRows> curves) => new TableBuilder("median")
        .Texts("strata", curves.Select(c => c.Label))
        .Numbers("n", curves.Select(c => c.Curve.Patients))
        .Numbers("n.event", curves.Select(c => c.Curve.AllEvents))
        .Numbers("median", curves.Select(c => c.Quantile(0.5).Value))
        .Numbers("conf.low", curves.Select(c => c.Quantile(0.5).Low))
        .Numbers("conf.high", curves.Select(c => c.Quantile(0.5).High))
        .Build();

    private static Protos.Table Quantiles(List<CurveRows> curves, double[] probabilities)
    {
        var rows = curves.SelectMany(c => probabilities.Select(p => (c.Label, P: p, At: c.Quantile(p)))).ToList();
        return new TableBuilder("quantiles")
            .Texts("strata", rows.Select(r => r.Label)).Numbers("prob", rows.Select(r => r.P))
            .Numbers("value", rows.Select(r => r.At.Value)).Numbers("conf.low", rows.Select(r => r.At.Low)).Numbers("conf.high", rows.Select(r => r.At.High))
            .Build();
    }
}
