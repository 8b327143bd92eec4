using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>A row a horizon and measure; the concordances and the calibration slope in glance.</summary>
public sealed class SurvivalMetricsReport : IReport<SurvivalMetricsTotals>
{
    public Result Report(StudyContext context, SurvivalMetricsTotals totals)
    {
        var spec = context.Question.Analysis.SurvivalMetrics;
        var z = Tails.NormalQuantile((1 - (spec.HasConfLevel ? spec.ConfLevel : 0.95)) / 2);
        var validation = totals.Validation;
        var rows = Rows(spec, totals).ToList();
        var table = new TableBuilder()
            .Numbers("time", rows.Select(r => r.Time)).Texts("measure", rows.Select(r => r.Measure)).Numbers("estimate", rows.Select(r => r.Estimate)).Numbers("std.error", rows.Select(r => r.Error))
            .Numbers("conf.low", rows.Select(r => r.Estimate - (z * r.Error))).Numbers("conf.high", rows.Select(r => r.Estimate + (z * r.Error)));
        var answered = validation.Horizons.Select(h => h.Time).ToHashSet();
        var cut = rows.Count(r => !answered.Contains(r.Time));
        if (cut > 0 && context.IsGuarded) table.Texts("suppressed", rows.Select(r => answered.Contains(r.Time) ? null : "tail"));
        var result = new Result { Tidy = table.Build() };
        AddGlance(result, totals, z);
        var bound = totals.Horizons.Count == 0 ? 0 : totals.Horizons.Max(h => h.Table.Bound);
        if (bound > 0)
        {
            result.With("bound.auc", bound);
            result.Notes.Add($"scores are compared in bins that all centres share: AUC lies within {NumberText.Significant(bound, 2)} of that of unbinned scores (bound.auc)");
        }

        if (totals.Harrell.Bound > 0) result.Notes.Add($"C lies within {NumberText.Significant(totals.Harrell.Bound, 2)} of that of unbinned scores (bound)");
        if (cut > 0) result.Notes.Add(context.IsGuarded ? "a horizon needs at least 11 events before it and 11 patients who are followed beyond it" : "no events before a horizon, or nobody followed beyond it: no measure");
        if (cut > 0 && context.IsGuarded) result.Suppressed.Add(new Suppression { Rule = "tail", Table = "tidy", Columns = { "estimate", "std.error", "conf.low", "conf.high" }, Rows = (uint)cut });
        if (validation.Model.Question.Response.Lattice.Note is { } note) result.Notes.Add($"{note}; horizons are the last month's end at or before them");
        return result;
    }

    private static void AddGlance(Result result, SurvivalMetricsTotals totals, double z)
    {
        var fit = totals.Slope.Fit;
        var half = totals.Slope.Model.Frame.Columns[0].HalfRange;
        double slope = fit.Coefficients[0] / half, error = Math.Sqrt(totals.Slope.Solver.Inverse()[0]) / half;
        var c = totals.Harrell;
        double Of(Concordances.ConcordanceTotals t) => (t.Concordant + (t.TiedScore / 2)) / (t.Concordant + t.Discordant + t.TiedScore);
        result.With("n", totals.Validation.Patients).With("nevent", totals.Slope.Events)
            .With("concordance", Of(c)).With("std.error.concordance", c.Error).With("bound", c.Bound);
        if (totals.Uno is { } uno) result.With("concordance.uno", Of(uno)).With("std.error.concordance.uno", uno.Error);
        result.With("slope", slope).With("std.error.slope", error).With("conf.low.slope", slope - (z * error)).With("conf.high.slope", slope + (z * error))
            .With("p.value.slope", Tails.NormalTwoSided((slope - 1) / error));
    }

    private static IEnumerable<Row> Rows(SurvivalMetricsSpec spec, SurvivalMetricsTotals totals)
    {
        var next = 0;
        foreach (var time in spec.Times)
        {
            var k = next < totals.Horizons.Count && totals.Validation.Horizons[next].Time == time ? next++ : -1;
            foreach (var row in k < 0 ? Missing(time, spec.Baseline.Count > 0) : Rows(time, k, totals)) yield return row;
        }
    }

    private static IEnumerable<Row> Missing(double time, bool risk)
    {
        string[] measures = risk ? ["AUC", "Brier", "Brier null", "IPA", "risk", "observed", "O/E"] : ["AUC", "observed"];
        return measures.Select(m => new Row(time, m, double.NaN, double.NaN));
    }

    private static IEnumerable<Row> Rows(double time, int k, SurvivalMetricsTotals totals)
    {
        var horizon = totals.Horizons[k];
        var (survival, log) = totals.Validation.Survival[k];
        double observed = 1 - survival, error = survival * log;
        var measures = totals.Validation.HasRisk ? 3 : 1;
        yield return new Row(time, "AUC", horizon.Table.Area, totals.Errors[k * measures]);
        if (totals.Validation.HasRisk)
        {
            yield return new Row(time, "Brier", horizon.Brier, totals.Errors[(k * measures) + 1]);
            yield return new Row(time, "Brier null", horizon.NullBrier, totals.Errors[(k * measures) + 2]);
            yield return new Row(time, "IPA", 1 - (horizon.Brier / horizon.NullBrier), double.NaN);
            yield return new Row(time, "risk", horizon.MeanRisk, double.NaN);
        }

        yield return new Row(time, "observed", observed, error);
        if (totals.Validation.HasRisk) yield return new Row(time, "O/E", observed / horizon.MeanRisk, error / horizon.MeanRisk);
    }

    private sealed record Row(double Time, string Measure, double Estimate, double Error);
}
