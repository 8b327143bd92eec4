using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Benefit;

/// <summary>Federated against going alone, on the same held-out patients.</summary>
internal static class AloneProgram
{
    public static async Task<EvaluationTotals> SumAsync(TrainedModel model, LearningQuestion question, Partition partition, EvaluationTotals evaluation, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var slots = context.Terms.SiteEffects || !context.IsGuarded ? context.Sites.Count : 1;
        var evaluated = new EvaluatedModel(model, question, partition, evaluation.Rows);
        var total = await federation.SumAsync(new AloneStep(evaluated, slots), cancellationToken).ConfigureAwait(false);
        var names = OwnLearners.For(model.Task);
        string[] blocks = ["federated", "alone", .. names.Select(n => "alone " + n)];
        var metrics = blocks.Select(b => ($"{Name(model.Task)}.{b.Replace(' ', '.')}", Metric(question, Sum(total.Block(b)), Sum(total.Block("pairs"))))).ToList();
        metrics.Add(("sites.without.own.model", total.Scalar("failed")));
        metrics.AddRange(names.Select(n => ("sites.without.own." + n, total.Scalar("failed " + n))));
        return evaluation with
        {
            Metrics = metrics,
            Sites = slots == 1 ? [] : [.. context.Sites.Select((site, s) => new SiteBenefit(site, [.. blocks.Select(b => (b, Metric(question, total.Block(b)[s], total.Block("pairs")[s])))]))],
        };
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values) sum += value;
        return sum;
    }

    private static string Name(LearningTask task) => task switch { LearningTask.Binary => "auc.within", LearningTask.Survival => "concordance.within", _ => "rmse" };

    private static double Metric(LearningQuestion question, double sum, double pairs) => pairs == 0 ? double.NaN
        : question.Task is LearningTask.Binary or LearningTask.Survival ? sum / pairs : ScoreSite.Range(question).Half * Math.Sqrt(sum / pairs);
}
