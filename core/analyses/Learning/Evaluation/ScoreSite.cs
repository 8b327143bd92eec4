using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>The site's part of <see cref="ScoreStep"/>.</summary>
internal static class ScoreSite
{
    public static Tally Sum(ScoreStep step, string patientKey, SiteRun run)
    {
        var model = step.Model;
        var rows = LearningRows.Of(model.Question, patientKey, run);
        var measured = Measured(rows, model.Partition);
        var scores = Scores(model, rows, run);
        var tally = new Tally(step.Layout);
        tally.Block("rows")[0] = measured.Length;
        tally.Block("events")[0] = measured.Count(i => IsEvent(rows, i));
        if (step.Ranks is { } ranks) CountRanks(step, ranks, rows, measured, scores, tally);
        else if (model.Task is LearningTask.Binary or LearningTask.Survival) CountClasses(step, rows, measured, scores, tally);
        else AddErrors(model, rows, measured, scores, tally);
        return tally;
    }

    public static int[] Measured(LearningRows rows, Partition partition) => partition.HasHeldOut ? rows.Split(partition).HeldOut : rows.Split(partition).Training;

    public static double[] Scores(EvaluatedModel model, LearningRows rows, SiteRun run) => run.Derived($"scores {Convert.ToHexString(model.Fingerprint)}", () => Compute(model.Trained, rows));

    public static double[] Compute(TrainedModel model, LearningRows rows)
    {
        var scorer = new ModelScorer(model);
        var scores = new double[rows.Rows];
        Parallel.For(0, (rows.Rows + 1023) / 1024, chunk =>
        {
            var features = new double[rows.Features.Length];
            for (var i = chunk * 1024; i < Math.Min(rows.Rows, (chunk + 1) * 1024); i++)
            {
                for (var f = 0; f < features.Length; f++) features[f] = rows.Features[f][i];
                scores[i] = scorer.Score(features);
            }
        });
        return scores;
    }

    public static bool IsEvent(LearningRows rows, int row) => rows.Events is { } events ? events[row] : rows.Y[row] > 0.5;

    private static void CountClasses(ScoreStep step, LearningRows rows, int[] measured, double[] scores, Tally tally)
    {
        Span<double> positives = tally.Block("positives"), negatives = tally.Block("negatives"), n = tally.Block("tenth rows"), p = tally.Block("tenth scores"), e = tally.Block("tenth events");
        double brier = 0, loss = 0;
        foreach (var i in measured)
        {
            var isEvent = IsEvent(rows, i);
            (isEvent ? positives : negatives)[FeatureClasses.ClassOf(step.Thresholds, scores[i])]++;
            if (rows.Times is not null) continue;
            var probability = 1 / (1 + StableMath.Exp(-scores[i]));
            var tenth = Math.Min(ScoreStep.Tenths - 1, (int)(probability * ScoreStep.Tenths));
            n[tenth]++;
            p[tenth] += probability;
            if (isEvent) e[tenth]++;
            var error = probability - (isEvent ? 1 : 0);
            brier += error * error;
            var margin = isEvent ? -scores[i] : scores[i];
            loss += Math.Min(800, margin > 30 ? margin : StableMath.Log1P(StableMath.Exp(margin)));
        }

        tally.Block("brier")[0] = brier;
        tally.Block("log loss")[0] = loss;
        if (rows.Times is not { } times) return;
        var events = tally.Block("times");
        foreach (var i in measured.Where(i => rows.Events![i] && times[i] >= 0)) events[times[i]]++; // Survival has events.
    }

    private static void CountRanks(ScoreStep step, RankClasses ranks, LearningRows rows, int[] measured, double[] scores, Tally tally)
    {
        Span<double> deaths = tally.Block("deaths"), others = tally.Block("others");
        foreach (var i in measured)
        {
            var at = (ranks.Seen(rows.Times![i]) * (step.Thresholds.Length + 1)) + FeatureClasses.ClassOf(step.Thresholds, scores[i]); // Ranks are for survival.
            (rows.Events![i] ? deaths : others)[at]++;
        }
    }

    private static void AddErrors(EvaluatedModel model, LearningRows rows, int[] measured, double[] scores, Tally tally)
    {
        var scorer = new ModelScorer(model.Trained);
        var (centre, half) = Range(model.Question);
        foreach (var i in measured)
        {
            var error = Math.Clamp((scorer.Prediction(scores[i]) - rows.Y[i]) / half, -WholeNumbers.Most, WholeNumbers.Most);
            var y = (rows.Y[i] - centre) / half;
            tally.Block("errors")[0] += error * error;
            tally.Block("response")[0] += y;
            tally.Block("response squares")[0] += y * y;
        }
    }

    public static (double Centre, double Half) Range(LearningQuestion question)
    {
        if (question.Response is not { } response) return (0, 1);
        var half = (response.Type.Maximum - response.Type.Minimum) / 2;
        return (response.Type.Minimum + half, half > 0 ? half : 1);
    }
}
