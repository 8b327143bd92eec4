using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression;
using FedOnco.Analyses.Regression.Glmnet;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.ElasticNet;

/// <summary>glmnet's objective on the prepared features, solved exactly: nothing is averaged.</summary>
internal static class ElasticNetProgram
{
    public const double DefaultLambda = 0.01;

    public static async Task<LearnerFit> FitAsync(FeatureSummary summary, ElasticNetSpec spec, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = summary.Question;
        if (question.Response is not { } response) throw new FedOncoException(ErrorReason.WrongArgument, "elastic_net() has no survival times: use cox_net().");
        var family = spec.Family?.Family ?? (question.Task == LearningTask.Binary ? Family.Binomial : Family.Gaussian);
        var prepared = new PreparedFrame(summary, context.Dataset.PatientKey, context.Terms.MinimumPatients);
        // Two classes come as 0 and 1 whatever their coding.
        var column = prepared.InTraining(question.Task == LearningTask.Binary ? response with { Type = Expressions.ValueType.Number(0, 1, 1) } : response);
        var variable = new ModelVariable("y", [column], [""], false);
        var model = new ModelQuestion(new FrameVariables(prepared.Terms, [variable]), variable, null);
        var call = new GlmnetSpec { Family = new FamilySpec { Family = family }, Alpha = spec.HasAlpha ? spec.Alpha : 1, Lambda = { spec.HasLambda ? spec.Lambda : DefaultLambda } };
        var totals = await GlmnetProgram.FitAsync(call, model, federation, cancellationToken).ConfigureAwait(false);
        var coefficients = totals.Design.Coefficients(totals.Path[0].Coefficients);
        var result = prepared.Linear(totals.Design.Frame.Columns, coefficients.AsSpan(1), coefficients[0]);
        result.Task = family switch { Family.Binomial => LearningTask.Binary, Family.Poisson => LearningTask.Counts, _ => LearningTask.Regression };
        return new LearnerFit(result, [], 0) { Residual = totals.Path[0].Residual };
    }
}
