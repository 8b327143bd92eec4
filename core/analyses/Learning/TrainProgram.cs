using FedOnco.Analyses.Learning.Benefit;
using FedOnco.Analyses.Learning.Boosting;
using FedOnco.Analyses.Learning.CoxNet;
using FedOnco.Analyses.Learning.ElasticNet;
using FedOnco.Analyses.Learning.Evaluation;
using FedOnco.Analyses.Learning.Perceptron;
using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>Preparation, fit, evaluation on the held-out patients; then the parts of a cross-validation, each with a fit of its own.</summary>
public sealed class TrainProgram : IProgram<TrainTotals>
{
    public async Task<TrainTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Train;
        var question = LearningQuestion.Of(spec.Formula, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var partition = PartitionOf(spec);
        var (summary, fit, evaluation) = await FitAsync("fit", partition, question, context, federation, cancellationToken).ConfigureAwait(false);
        var folds = new List<EvaluationTotals>();
        for (var f = 0; f < (int)spec.Folds; f++)
        {
            var part = partition with { Share = 0, Fold = f, Folds = (int)spec.Folds };
            folds.Add((await FitAsync($"fold {f}", part, question, context, federation, cancellationToken).ConfigureAwait(false)).Evaluation);
        }

        var alone = spec.Benefit ? await AloneProgram.SumAsync(fit.Model, question with { Task = fit.Model.Task }, partition, evaluation, context, federation, cancellationToken).ConfigureAwait(false) : null;
        return new TrainTotals(fit, evaluation, summary.Rows, summary.HeldOut) { Folds = folds, Alone = alone };
    }

    internal static Partition PartitionOf(TrainSpec spec) => new(spec.Validation, -1, 0, spec.HasSeed ? (long)spec.Seed : 1);

    /// <summary>The learner of the call on the patients that the partition leaves in.</summary>
    internal static Task<LearnerFit> LearnAsync(FeatureSummary summary, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Train;
        return spec.Model.KindCase switch
        {
            LearnerSpec.KindOneofCase.Gbdt => BoostingProgram.FitAsync(summary, BoostingOptions.Of(spec, context.Terms), federation, cancellationToken),
            LearnerSpec.KindOneofCase.ElasticNet => ElasticNetProgram.FitAsync(summary, spec.Model.ElasticNet, context, federation, cancellationToken),
            LearnerSpec.KindOneofCase.CoxNet => CoxNetProgram.FitAsync(summary, spec.Model.CoxNet, context, federation, cancellationToken),
            _ => PerceptronProgram.FitAsync(summary, spec, context, federation, cancellationToken),
        };
    }

    private static async Task<(FeatureSummary Summary, LearnerFit Fit, EvaluationTotals Evaluation)> FitAsync(string scope, Partition partition, LearningQuestion question, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var scoped = new ScopedFederation(federation, scope);
        var summary = await FeatureSummary.SumAsync(question, partition, scoped, cancellationToken).ConfigureAwait(false);
        var fit = await LearnAsync(summary, context, scoped, cancellationToken).ConfigureAwait(false);
        var evaluation = await EvaluationProgram.SumAsync(fit.Model, question with { Task = fit.Model.Task }, partition, context, scoped, cancellationToken).ConfigureAwait(false);
        return (summary, fit, evaluation);
    }
}
