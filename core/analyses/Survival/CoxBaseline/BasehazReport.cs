using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.PostFit;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.CoxBaseline;

/// <summary>The cumulative baseline hazard, or survival predicted for given covariates.</summary>
public sealed class BasehazReport : IReport<BasehazTotals>
{
    public Result Report(StudyContext context, BasehazTotals totals)
    {
        var spec = context.Question.Analysis.Basehaz;
        var result = spec.Newdata is null ? Baseline(context, totals) : Predicted(context, totals);
        result.With("n", totals.Fit.Model.Frame.Complete).With("nevent", totals.Fit.Events);
        if (totals.Fit.Model.Question.Response.Lattice.Note is { } note) result.Notes.Add(note);
        return result;
    }

    private static Result Baseline(StudyContext context, BasehazTotals totals)
    {
        var spec = context.Question.Analysis.Basehaz;
        var grid = totals.Fit.Model.Question.Response.Lattice;
        var ratio = StableMath.Exp(Shift(totals, spec.HasCentered && !spec.Centered));
        var rows = totals.Strata.SelectMany(s => Enumerable.Range(0, Shown(context, s)).Select(i => (s.Label, Time: grid.Value(s.Curve.Times[i]), Hazard: s.Hazard[i] * ratio))).ToList();
        var table = new TableBuilder().Numbers("time", rows.Select(r => r.Time)).Numbers("hazard", rows.Select(r => r.Hazard));
        if (totals.Strata.Any(s => s.Label is not null)) table.Texts("strata", rows.Select(r => r.Label));
        return Cut(new Result { Tidy = table.Build() }, context, totals, "hazard");
    }

    private static Result Predicted(StudyContext context, BasehazTotals totals)
    {
        var spec = context.Question.Analysis.Basehaz;
        var data = new NewData(spec.Newdata, context);
        var grid = totals.Fit.Model.Question.Response.Lattice;
        var z = Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2);
        var covariance = totals.Fit.Robust?.Matrix ?? totals.Fit.Solver.Inverse();
        var rows = new List<(int Row, string? Label, double Time, double Estimate, double Error)>();
        for (var r = 0; r < data.Rows; r++)
        {
            var (x, predictor) = Covariates(totals, data, r);
            foreach (var stratum in totals.Strata)
            {
                var shown = Shown(context, stratum);
                foreach (var time in spec.Times.Count > 0 ? spec.Times : stratum.Curve.Times.Take(shown).Select(grid.Value))
                {
                    var (last, end) = Position(stratum, grid.Before(time), shown, grid.IsGrouped);
                    var (hazard, error) = last < 0 ? (0, 0) : stratum.At(last, x, predictor, covariance);
                    rows.Add((r + 1, stratum.Label, grid.IsGrouped ? grid.Value(Math.Max(0, grid.Before(time))) : time, end ? double.NaN : StableMath.Exp(-hazard), end ? double.NaN : error));
                }
            }
        }

        var table = new TableBuilder().Numbers("row", rows.Select(r => (double)r.Row)).Numbers("time", rows.Select(r => r.Time));
        if (totals.Strata.Any(s => s.Label is not null)) table.Texts("strata", rows.Select(r => r.Label));
        table.Numbers("estimate", rows.Select(r => r.Estimate)).Numbers("std.error", rows.Select(r => r.Error))
            .Numbers("conf.high", rows.Select(r => Math.Min(1, r.Estimate * StableMath.Exp(z * r.Error)))).Numbers("conf.low", rows.Select(r => r.Estimate * StableMath.Exp(-z * r.Error)));
        return Cut(new Result { Tidy = table.Build() }, context, totals, "estimate");
    }

    /// <summary>Position in a curve of a time, -1 before its first; and whether it lies in the part that is cut.</summary>
    private static (int Last, bool Cut) Position(BaselineCurve curve, int point, int shown, bool grouped)
    {
        var last = Array.FindLastIndex(curve.Curve.Times, t => t <= point);
        return (last, grouped && last >= shown);
    }

    /// <summary>On the month grid as far as enough patients are at risk.</summary>
    private static int Shown(StudyContext context, BaselineCurve stratum)
    {
        var shown = 0;
        while (shown < stratum.Curve.Times.Length && stratum.Curve.Rows[shown] >= context.Terms.MinimumPatients) shown++;
        return context.IsGuarded ? shown : stratum.Curve.Times.Length;
    }

    private static Result Cut(Result result, StudyContext context, BasehazTotals totals, string column)
    {
        var cut = totals.Strata.Sum(s => s.Curve.Times.Length - Shown(context, s));
        if (cut > 0) result.Suppressed.Add(new Suppression { Rule = "tail", Table = "tidy", Columns = { column }, Rows = (uint)cut });
        return result;
    }

    /// <summary>Covariates of a row of newdata less the means, on the scaled columns, and the linear predictor with its offset.</summary>
    private static (double[] X, double Predictor) Covariates(BasehazTotals totals, NewData data, int row)
    {
        var model = totals.Fit.Model;
        var run = data.Run(row);
        var x = new double[model.Size];
        var predictor = model.Frame.Variables.Terms.Offsets.Sum(o => o.Evaluate(run).Span[0]);
        for (var j = 0; j < x.Length; j++)
        {
            var column = model.Frame.Columns[j];
            x[j] = ((Product(column, part => part.Column.Evaluate(run).Span[0]) - column.Centre) / column.HalfRange) - model.Means[j];
            predictor += x[j] * totals.Fit.Fit.Coefficients[j];
        }

        return (x, predictor);
    }

    /// <summary>From the means of all columns to where R has its baseline: columns of 0 and 1 at 0, the others at their mean, or all at 0.</summary>
    private static double Shift(BasehazTotals totals, bool atZero)
    {
        var model = totals.Fit.Model;
        var shift = 0.0;
        for (var j = 0; j < model.Size; j++)
        {
            var column = model.Frame.Columns[j];
            if (atZero || column.Parts.All(p => p.Level >= 0 || p.Column.Type is { Minimum: >= -1, Maximum: <= 1, Step: 1 }))
                shift += ((-column.Centre / column.HalfRange) - model.Means[j]) * totals.Fit.Fit.Coefficients[j];
        }

        return shift;
    }

    private static double Product(DesignColumn column, Func<DesignPart, double> value)
    {
        var product = 1.0;
        foreach (var part in column.Parts) product *= part.Level < 0 ? value(part) : value(part) == part.Level ? 1 : 0;
        return product;
    }
}
