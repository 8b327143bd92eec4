using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Benefit;

/// <summary>The site's part of the benefit report.</summary>
internal static class AloneSite
{
    public static Tally Sum(AloneStep step, StudyContext context, SiteRun run)
    {
        var model = step.Federated;
        var rows = LearningRows.Of(model.Question, context.Dataset.PatientKey, run);
        var measured = ScoreSite.Measured(rows, model.Partition);
        var tally = new Tally(step.Layout);
        var slot = step.Slots == 1 ? 0 : context.Sites.ToList().IndexOf(run.Site);
        var own = Train(model, context, run);
        if (own is null) tally.Block("failed")[0] = 1;
        var alone = own is null ? new double[rows.Rows] : ScoreSite.Compute(own, rows);
        (tally.Block("pairs")[slot], tally.Block("federated")[slot]) = Compare(model, rows, measured, ScoreSite.Compute(model.Trained, rows));
        tally.Block("alone")[slot] = Compare(model, rows, measured, alone).Right;
        return tally;
    }

    /// <summary>The centre's own model; null where its patients do not allow one.</summary>
    private static TrainedModel? Train(EvaluatedModel model, StudyContext context, SiteRun run)
    {
        var local = new LocalFederation(context, run.Scope("alone"));
        try
        {
            var summary = FeatureSummary.SumAsync(model.Question, model.Partition, local, CancellationToken.None).GetAwaiter().GetResult();
            return TrainProgram.LearnAsync(summary, context, local, CancellationToken.None).GetAwaiter().GetResult().Model;
        }
        catch (FedOncoException)
        {
            return null;
        }
    }

    /// <summary>Comparable pairs and those in the right order, ties by half; for a number rows and minus the squared errors.</summary>
    private static (double Pairs, double Right) Compare(EvaluatedModel model, LearningRows rows, int[] measured, double[] scores)
    {
        if (model.Task is LearningTask.Regression or LearningTask.Counts)
        {
            var (_, half) = ScoreSite.Range(model.Question);
            var scorer = new ModelScorer(model.Trained);
            return (measured.Length, measured.Sum(i => Math.Min(WholeNumbers.Most, Square((scorer.Prediction(scores[i]) - rows.Y[i]) / half))));
        }

        double pairs = 0, right = 0;
        foreach (var i in measured.Where(i => ScoreSite.IsEvent(rows, i)))
        {
            foreach (var j in measured)
            {
                if (j == i || !Outlives(rows, i, j)) continue;
                pairs++;
                right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }

        return (pairs, right);
    }

    private static double Square(double x) => x * x;

    private static bool Outlives(LearningRows rows, int i, int j) => rows.Times is { } times
        ? times[j] > times[i] || (times[j] == times[i] && !rows.Events![j]) // Survival has events.
        : !ScoreSite.IsEvent(rows, j);
}
