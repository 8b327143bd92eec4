using FedOnco.Analyses.Reporting;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>
/// The tables of curves on the month grid: actuarial, a row a month, no columns of events and censorings, the tail cut where
/// fewer than the least number of patients are at risk, medians as months.
/// </summary>
internal sealed class GroupedCurves
{
    private static readonly string[] Hidden = ["n.risk", "estimate", "std.error", "conf.high", "conf.low"];

    private readonly List<GroupedCurve> _curves;
    private readonly TimeGrid _grid;
    private readonly double _least;

    private readonly int _first;

    private GroupedCurves(List<GroupedCurve> curves, TimeGrid grid, double least, int first)
    {
        _first = Math.Max(1, first);
        _curves = curves;
        _grid = grid;
        _least = least;
    }

    /// <param name="totals">Counts by group and month.</param>
    /// <param name="form">How curves are computed.</param>
    /// <param name="least">Least patients at risk of what is shown; 0 for no limit.</param>
    public static GroupedCurves Of(SurvfitTotals totals, CurveForm form, double least)
    {
        var curves = Enumerable.Range(0, totals.Labels?.Count ?? 1).Select(g => GroupedCurve.Of(totals, g, form, least)).Where(c => c.Curve.Patients > 0).ToList();
        return new GroupedCurves(curves, totals.Question.Response.Lattice, least, form.First);
    }

    public Result Report(ConfType type, double z, double[] times, double[] probabilities)
    {
        var limits = _curves.ToDictionary(c => c, c => CurveRows.Of(c.Label, c.Curve, type, z, _grid.Value));
        var rows = times.Length > 0 ? AtTimes(limits, times) : AllMonths(limits);
        var states = rows.Select(r => double.IsNaN(r.Estimate) ? "tail" : null).ToList();
        var table = new TableBuilder()
            .Numbers("time", rows.Select(r => r.Time)).Numbers("n.risk", rows.Select(r => r.Risk))
            .Numbers("estimate", rows.Select(r => r.Estimate)).Numbers("std.error", rows.Select(r => r.Error))
            .Numbers("conf.high", rows.Select(r => r.High)).Numbers("conf.low", rows.Select(r => r.Low));
        if (_curves.Exists(c => c.Label is not null)) table.Texts("strata", rows.Select(r => r.Label));
        var cut = states.Count(s => s is not null);
        if (cut > 0) table.Texts("suppressed", states);
        var result = new Result { Tidy = table.Build() }.With("median", Medians(limits));
        if (probabilities.Length > 0) result.With("quantiles", Quantiles(limits, probabilities));
        var effect = _curves.Count == 0 ? 0 : _curves.Max(c => c.Effect);
        result.With("grid.effect", effect);
        result.Notes.Add($"{_grid.Note}; actuarial estimate: nowhere further than {NumberText.Significant(effect, 2)} from the Kaplan-Meier curve of exact times (grid.effect)");
        if (_curves.Exists(c => c.First > 1)) result.Notes.Add("with delayed entry a curve begins in the first month with enough patients at risk, for those who are at risk then");
        if (cut > 0) result.Suppressed.Add(new Suppression { Rule = "tail", Table = "tidy", Columns = { Hidden }, Rows = (uint)cut });
        return result;
    }

    /// <summary>Median and quartiles of the length of follow-up, as the ends of months.</summary>
    public Result FollowUp(double z)
    {
        var limits = _curves.ToDictionary(c => c, c => CurveRows.Of(c.Label, c.Curve, ConfType.Log, z, _grid.Value));
        double At(GroupedCurve curve, double[] values, double p) => GroupedCurve.TimeOf(_grid, curve.Crossing(values, p));
        return new Result
        {
            Tidy = new TableBuilder().Texts("strata", _curves.Select(c => c.Label)).Numbers("n", _curves.Select(c => c.Curve.Patients))
                .Numbers("median", _curves.Select(c => At(c, c.Curve.Survival, 0.5))).Numbers("conf.low", _curves.Select(c => At(c, limits[c].Low, 0.5))).Numbers("conf.high", _curves.Select(c => At(c, limits[c].High, 0.5)))
                .Numbers("q1", _curves.Select(c => At(c, c.Curve.Survival, 0.25))).Numbers("q3", _curves.Select(c => At(c, c.Curve.Survival, 0.75)))
                .Build(),
        }.With("n", _curves.Sum(c => c.Curve.Patients));
    }

    private List<Row> AllMonths(Dictionary<GroupedCurve, CurveRows> limits) =>
        [.. from curve in _curves from month in Enumerable.Range(_first, Math.Max(0, _grid.Cells - _first)) select Of(curve, limits[curve], month, curve.Position(month) is >= 0 and var i ? curve.Curve.Risk[i] : double.NaN)];

    private List<Row> AtTimes(Dictionary<GroupedCurve, CurveRows> limits, double[] times) =>
        [.. from curve in _curves from time in times let month = Math.Max(0, _grid.Before(time)) select Of(curve, limits[curve], month, curve.RiskAfter(month, _least))];

    private Row Of(GroupedCurve curve, CurveRows limits, int month, double risk)
    {
        var time = _grid.Value(month);
        if (month < curve.First && curve.Shown > 0 && curve.First <= 1) return new Row(curve.Label, time, risk, 1, 0, 1, 1);
        var i = curve.Position(month);
        return i < 0 ? new Row(curve.Label, time, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN)
            : new Row(curve.Label, time, risk, curve.Curve.Survival[i], curve.Curve.Error[i], limits.Low[i], limits.High[i]);
    }

    /// <summary>The median is a month: after median.from, up to median.</summary>
    private Protos.Table Medians(Dictionary<GroupedCurve, CurveRows> limits)
    {
        var months = _curves.Select(c => c.Crossing(c.Curve.Survival, 0.5)).ToList();
        var events = _curves.Select(c => c.Curve.AllEvents > 0 && c.Curve.AllEvents < _least ? double.NaN : c.Curve.AllEvents).ToList();
        var table = new TableBuilder("median")
            .Texts("strata", _curves.Select(c => c.Label))
            .Numbers("n", _curves.Select(c => c.Curve.Patients))
            .Numbers("n.event", events)
            .Numbers("median", months.Select(m => GroupedCurve.TimeOf(_grid, m)))
            .Numbers("median.from", months.Select(m => GroupedCurve.TimeOf(_grid, m - 1)))
            .Numbers("conf.low", _curves.Select(c => GroupedCurve.TimeOf(_grid, c.Crossing(limits[c].Low, 0.5))))
            .Numbers("conf.high", _curves.Select(c => GroupedCurve.TimeOf(_grid, c.Crossing(limits[c].High, 0.5))));
        if (events.Any(double.IsNaN)) table.Texts("suppressed", events.Select(e => double.IsNaN(e) ? "primary" : null));
        return table.Build();
    }

    private Protos.Table Quantiles(Dictionary<GroupedCurve, CurveRows> limits, double[] probabilities)
    {
        var rows = _curves.SelectMany(c => probabilities.Select(p => (Curve: c, P: p, Month: c.Crossing(c.Curve.Survival, p)))).ToList();
        return new TableBuilder("quantiles")
            .Texts("strata", rows.Select(r => r.Curve.Label)).Numbers("prob", rows.Select(r => r.P))
            .Numbers("value", rows.Select(r => GroupedCurve.TimeOf(_grid, r.Month))).Numbers("from", rows.Select(r => GroupedCurve.TimeOf(_grid, r.Month - 1)))
            .Numbers("conf.low", rows.Select(r => GroupedCurve.TimeOf(_grid, r.Curve.Crossing(limits[r.Curve].Low, r.P))))
            .Numbers("conf.high", rows.Select(r => GroupedCurve.TimeOf(_grid, r.Curve.Crossing(limits[r.Curve].High, r.P))))
            .Build();
    }

    private sealed record Row(string? Label, double Time, double Risk, double Estimate, double Error, double Low, double High);
}
