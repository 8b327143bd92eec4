using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>Round by round the held-out loss; in glance the final metrics, the cross-validation and the benefit report; the model itself.</summary>
public sealed class TrainReport : IReport<TrainTotals>
{
    public Result Report(StudyContext context, TrainTotals totals)
    {
        var fit = totals.Fit;
        var rounds = fit.Losses.Select((loss, i) => (Round: (double)i, Metric: "held.out.loss", Value: loss / Math.Max(1, totals.HeldOut))).ToList();
        var last = LastRound(fit.Model, fit);
        rounds.AddRange(totals.Evaluation.Metrics.Select(m => (last, m.Name, m.Value)));
        var result = new Result
        {
            Tidy = new TableBuilder().Numbers("round", rounds.Select(r => r.Round)).Texts("metric", rounds.Select(r => r.Metric)).Numbers("value", rounds.Select(r => r.Value)).Build(),
            Model = totals.Model,
        };
        if (fit.Final is { } final) result.FinalModel = final;
        result.With("rounds", last).With("nobs", totals.Rows).With("n.held.out", totals.HeldOut);
        if (fit.Residual is { } residual) result.With("kkt", residual);
        if (fit.Losses.Count > 0) result.With("best.round", fit.Best);
        EvaluateReport.Describe(result, context, totals.Evaluation);
        if (totals.HeldOut == 0) result.Notes.Add("metrics are of the patients that the model was trained on; hold some out (validation = 0.3) for honest ones");
        AddFolds(result, totals.Folds);
        AddBenefit(result, totals.Alone);
        return result;
    }

    private static double LastRound(TrainedModel model, LearnerFit fit) => model.Trees?.Trees.Count ?? Math.Max(0, fit.Losses.Count - 1);

    private static void AddFolds(Result result, IReadOnlyList<EvaluationTotals> folds)
    {
        if (folds.Count == 0) return;
        var rows = folds.SelectMany((f, i) => f.Metrics.Select(m => (Fold: i + 1.0, m.Name, m.Value))).ToList();
        result.With("folds", new TableBuilder("folds").Numbers("fold", rows.Select(r => r.Fold)).Texts("metric", rows.Select(r => r.Name)).Numbers("value", rows.Select(r => r.Value)).Build());
        foreach (var metric in rows.GroupBy(r => r.Name)) result.With("cv." + metric.Key, metric.Average(r => r.Value));
    }

    private static void AddBenefit(Result result, EvaluationTotals? alone)
    {
        if (alone is null) return;
        foreach (var (name, value) in alone.Metrics) result.With("benefit." + name, value);
        if (alone.Sites.Count == 0) return;
        var table = new TableBuilder("benefit").Texts("site", alone.Sites.Select(s => s.Site));
        for (var m = 0; m < alone.Sites[0].Metrics.Count; m++) table.Numbers(alone.Sites[0].Metrics[m].Model.Replace(' ', '.'), alone.Sites.Select(s => s.Metrics[m].Value));
        result.With("benefit", table.Build());
    }
}
