using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>Measures a model by sums over classes of its scores; exact where the resolution is, otherwise with a stated bound.</summary>
internal static class EvaluationProgram
{
    private const int MostClasses = 1 << 18;
    private const int MostRefinements = 10;
    private const int MostRankCells = 1 << 21;

    public static async Task<EvaluationTotals> SumAsync(TrainedModel model, LearningQuestion question, Partition partition, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var evaluated = new EvaluatedModel(model, question, partition, PreflightStep.MostRows);
        var classes = ScoreClasses.Start();
        var total = await federation.SumAsync(new ScoreStep(evaluated, model.Task is LearningTask.Binary or LearningTask.Survival ? classes.Thresholds : [], null), cancellationToken).ConfigureAwait(false);
        Require(context, model.Task, total);
        double rows = total.Scalar("rows"), events = total.Scalar("events");
        return model.Task switch
        {
            LearningTask.Binary => await BinaryAsync(evaluated, classes, total, context, federation, cancellationToken).ConfigureAwait(false),
            LearningTask.Survival => await SurvivalAsync(evaluated, classes, total, federation, cancellationToken).ConfigureAwait(false),
            _ => new EvaluationTotals(model.Task, rows, events, Errors(question, total)),
        };
    }

    /// <summary>What is measured rests on enough patients, with and without the outcome.</summary>
    private static void Require(StudyContext context, LearningTask task, Total total)
    {
        double rows = total.Scalar("rows"), events = total.Scalar("events");
        if (context.IsGuarded && rows < context.Terms.MinimumPatients) throw PreflightRules.Refused();
        if (rows == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "There is nobody to measure the model on. Widen the subset or hold out more.");
        if (task is not (LearningTask.Binary or LearningTask.Survival)) return;
        if (context.IsGuarded && (events < context.Terms.MinimumPatients || (task == LearningTask.Binary && rows - events < context.Terms.MinimumPatients))) throw PreflightRules.Refused();
        if (task == LearningTask.Survival && events == 0) throw new FedOncoException(ErrorReason.NoEvents, "Nobody that the model is measured on has the event. Widen the subset or hold out more.");
        if (task == LearningTask.Binary && (events == 0 || events == rows)) throw new FedOncoException(ErrorReason.OneClass, "Everybody that the model is measured on has the same outcome. Widen the subset or hold out more.");
    }

    private static async Task<EvaluationTotals> BinaryAsync(EvaluatedModel model, ScoreClasses classes, Total first, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var total = first;
        // In the end classes that still hold both outcomes are of equal scores (within 1e-14): true ties.
        var exact = context.Terms.Resolution == Resolution.Exact;
        for (var i = 0; i < MostRefinements && exact; i++)
        {
            if (classes.Refined(total.Block("positives"), total.Block("negatives")) is not { } finer) break;
            exact = finer.Thresholds.Length <= MostClasses;
            if (!exact) break;
            classes = finer;
            total = await federation.SumAsync(new ScoreStep(model, classes.Thresholds, null), cancellationToken).ConfigureAwait(false);
        }

        var rows = first.Scalar("rows");
        var (area, bound) = ScoreClasses.Area(total.Block("positives"), total.Block("negatives"));
        return new EvaluationTotals(LearningTask.Binary, rows, first.Scalar("events"),
        [
            ("auc", area), ("auc.bound", exact ? 0 : bound), ("average.precision", ScoreClasses.AveragePrecision(total.Block("positives"), total.Block("negatives"))),
            ("accuracy", classes.Accuracy(total.Block("positives"), total.Block("negatives"))), ("brier", first.Scalar("brier") / rows), ("log.loss", first.Scalar("log loss") / rows),
        ])
        {
            Calibration = [first.Block("tenth rows").ToArray(), first.Block("tenth scores").ToArray(), first.Block("tenth events").ToArray()],
        };
    }

    private static async Task<EvaluationTotals> SurvivalAsync(EvaluatedModel model, ScoreClasses classes, Total first, IFederation federation, CancellationToken cancellationToken)
    {
        var times = new List<int>();
        var counts = first.Block("times");
        for (var t = 0; t < counts.Length; t++)
        {
            if (counts[t] > 0) times.Add(t);
        }

        var most = Math.Max(16, Math.Min(512, MostRankCells / (times.Count + 1)));
        var thresholds = classes.Quantiles(first.Block("positives"), first.Block("negatives"), most);
        var total = await federation.SumAsync(new ScoreStep(model, thresholds, new RankClasses([.. times])), cancellationToken).ConfigureAwait(false);
        var (concordance, bound) = ConcordanceOf(total.Block("deaths"), total.Block("others"), times.Count + 1, thresholds.Length + 1);
        return new EvaluationTotals(LearningTask.Survival, first.Scalar("rows"), first.Scalar("events"), [("concordance", concordance), ("concordance.bound", bound)]);
    }

    /// <summary>Harrell's C: of the pairs in which one dies at a time and the other is under observation after it, those where the first has the higher score.</summary>
    private static (double Concordance, double Bound) ConcordanceOf(ReadOnlySpan<double> deaths, ReadOnlySpan<double> others, int times, int classes)
    {
        double pairs = 0, right = 0, tied = 0;
        var later = new double[classes];
        for (var t = times - 1; t > 0; t--)
        {
            // Those censored at a death's time or before the next one outlived it.
            for (var c = 0; c < classes; c++) later[c] += others[(t * classes) + c];
            var below = 0.0;
            var all = 0.0;
            for (var c = 0; c < classes; c++) all += later[c];
            for (var c = 0; c < classes; c++)
            {
                var died = deaths[(t * classes) + c];
                pairs += died * all;
                right += died * (below + (later[c] / 2));
                tied += died * later[c] / 2;
                below += later[c];
            }

            for (var c = 0; c < classes; c++) later[c] += deaths[(t * classes) + c];
        }

        return (right / pairs, tied / pairs);
    }

    private static List<(string, double)> Errors(LearningQuestion question, Total total)
    {
        var (_, half) = ScoreSite.Range(question);
        double rows = total.Scalar("rows"), mean = total.Scalar("response") / rows, errors = total.Scalar("errors") / rows, spread = (total.Scalar("response squares") / rows) - (mean * mean);
        return [("rmse", half * Math.Sqrt(errors)), ("r.squared", spread > 0 ? 1 - (errors / spread) : double.NaN)];
    }
}
