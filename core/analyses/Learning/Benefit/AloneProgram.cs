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
        var sites = new List<(string, double, double)>();
        double pairs = 0, together = 0, alone = 0;
        for (var s = 0; s < slots; s++)
        {
            double n = total.Block("pairs")[s], f = total.Block("federated")[s], a = total.Block("alone")[s];
            if (slots > 1) sites.Add((context.Sites[s], Metric(question, f, n), Metric(question, a, n)));
            pairs += n;
            together += f;
            alone += a;
        }

        return evaluation with
        {
            Metrics = [(Name(model.Task) + ".federated", Metric(question, together, pairs)), (Name(model.Task) + ".alone", Metric(question, alone, pairs)), ("sites.without.own.model", total.Scalar("failed"))],
            Sites = sites,
        };
    }

    private static string Name(LearningTask task) => task switch { LearningTask.Binary => "auc.within", LearningTask.Survival => "concordance.within", _ => "rmse" };

    private static double Metric(LearningQuestion question, double sum, double pairs) => pairs == 0 ? double.NaN
        : question.Task is LearningTask.Binary or LearningTask.Survival ? sum / pairs : ScoreSite.Range(question).Half * Math.Sqrt(sum / pairs);
}
