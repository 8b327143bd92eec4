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
        var scorer = new ModelScorer(model.Trained);
        (tally.Block("pairs")[slot], tally.Block("federated")[slot]) = Compare(model, rows, measured, Predictions(scorer, ScoreSite.Compute(model.Trained, rows)));
        Put(tally, "", slot, own is null ? null : Predictions(scorer, ScoreSite.Compute(own, rows)), scores => Compare(model, rows, measured, scores).Right, rows);
        var table = new Lazy<OwnTable>(() => OwnTable.Of(model.Question, rows, rows.Split(model.Partition).Training));
        foreach (var name in OwnLearners.For(model.Task))
        {
            var scores = context.OwnLearners.FirstOrDefault(l => l.Name == name)?.Scores(model.Task, table.Value);
            Put(tally, " " + name, slot, scores is not null && scores.All(double.IsFinite) ? scores : null, s => Compare(model, rows, measured, s).Right, rows);
        }

        return tally;
    }

    /// <summary>A centre without a model of its own predicts the same for all.</summary>
    private static void Put(Tally tally, string name, int slot, double[]? scores, Func<double[], double> right, LearningRows rows)
    {
        if (scores is null) tally.Block("failed" + name)[0] = 1;
        tally.Block("alone" + name)[slot] = right(scores ?? new double[rows.Rows]);
    }

    /// <summary>For a number the expected one; any rising function of it otherwise.</summary>
    private static double[] Predictions(ModelScorer scorer, double[] scores) => Array.ConvertAll(scores, scorer.Prediction);

    /// <summary>The centre's own model; null where its patients do not allow one.</summary>
    private static TrainedModel? Train(EvaluatedModel model, StudyContext context, SiteRun run)
    {
        var local = new LocalFederation(context, run.Part("alone"));
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
            return (measured.Length, measured.Sum(i => Math.Min(WholeNumbers.Most, Square((scores[i] - rows.Y[i]) / half))));
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
