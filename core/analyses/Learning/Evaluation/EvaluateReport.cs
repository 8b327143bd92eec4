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
        bool Hidden(int k) => context.IsGuarded && n[k] > 0 && (Small(n[k]) || Small(e[k]) || Small(n[k] - e[k]));
        bool Small(double count) => count > 0 && count < context.Terms.MinimumPatients;
        var tenths = Enumerable.Range(0, n.Length).ToList();
        double Shown(int k, double value) => n[k] == 0 || Hidden(k) ? double.NaN : value;
        var table = new TableBuilder("calibration")
            .Numbers("lower", tenths.Select(k => k / 10.0)).Numbers("upper", tenths.Select(k => (k + 1) / 10.0))
            .Numbers("n", tenths.Select(k => Hidden(k) ? double.NaN : n[k]))
            .Numbers("predicted", tenths.Select(k => Shown(k, p[k] / n[k]))).Numbers("observed", tenths.Select(k => Shown(k, e[k] / n[k])));
        if (tenths.Exists(Hidden))
        {
            table.Texts("suppressed", tenths.Select(k => Hidden(k) ? "primary" : null));
            result.Suppressed.Add(new Suppression { Rule = "primary", Table = "calibration", Columns = { "n", "predicted", "observed" }, Rows = (uint)tenths.Count(Hidden) });
        }

        return result.With("calibration", table.Build());
    }
}
