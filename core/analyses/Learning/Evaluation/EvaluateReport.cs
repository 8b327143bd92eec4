using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>Metrics of a model.</summary>
public sealed class EvaluateReport : IReport<EvaluateTotals>
{
    public Result Report(StudyContext context, EvaluateTotals totals)
    {
        var metrics = totals.Evaluation.Metrics;
        var result = new Result { Tidy = new TableBuilder().Texts("metric", metrics.Select(m => m.Name)).Numbers("value", metrics.Select(m => m.Value)).Build() };
        return Describe(result, context, totals.Evaluation);
    }

    /// <summary>Adds the final metrics, and the calibration table with its small rows hidden.</summary>
    internal static Result Describe(Result result, StudyContext context, EvaluationTotals evaluation)
    {
        result.With("n", evaluation.Rows);
        if (evaluation.Task is LearningTask.Binary or LearningTask.Survival) result.With("nevent", evaluation.Events);
        foreach (var (name, value) in evaluation.Metrics) result.With(name, value);
        if (evaluation.Calibration is not [var n, var p, var e]) return result;
        // A class of probabilities with few patients, with or without the outcome, is not shown.
        var states = context.IsGuarded ? CalibrationMask.Of(n, e, context.Terms.MinimumPatients) : new CellState[n.Length];
        var tenths = Enumerable.Range(0, n.Length).ToList();
        double Shown(int k, double value) => n[k] == 0 || states[k] != CellState.Shown ? double.NaN : value;
        var table = new TableBuilder("calibration")
            .Numbers("lower", tenths.Select(k => k / 10.0)).Numbers("upper", tenths.Select(k => (k + 1) / 10.0))
            .Numbers("n", tenths.Select(k => states[k] == CellState.Shown ? n[k] : double.NaN))
            .Numbers("predicted", tenths.Select(k => Shown(k, p[k] / n[k]))).Numbers("observed", tenths.Select(k => Shown(k, e[k] / n[k])))
            .Suppressed(states);
        result.Suppress(states, "n", "predicted", "observed");
        foreach (var suppression in result.Suppressed) suppression.Table = "calibration";
        return result.With("calibration", table.Build());
    }
}
