using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Evaluation;

/// <summary>evaluate(): measures a model that an earlier run trained, on any dataset of the study with its variables.</summary>
public sealed class EvaluateProgram : IProgram<EvaluateTotals>
{
    private static readonly Partition All = new(0, -1, 0, 1);

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Evaluate;
        SubsetCheck.Add(context, faults);
        if (spec.Trained is null) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"There is no model called {spec.Model}. `fedonco models` lists yours; name one with {spec.Model} <- train(..)."));
        else QuestionOf(spec.Trained, context, faults);
        return faults;
    }

    public async Task<EvaluateTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var model = context.Question.Analysis.Evaluate.Trained;
        var question = QuestionOf(model, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The model does not fit the dictionary.");
        return new EvaluateTotals(await EvaluationProgram.SumAsync(model, question, All, context, federation, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The model's variables on this dataset; null where one is missing or has other levels.</summary>
    private static LearningQuestion? QuestionOf(TrainedModel model, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        if (LearningQuestion.Of(FormulaOf(model), context, faults) is not { } question) return null;
        if (question.Features.Count != model.Features.Count) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "The model has a variable twice."));
        for (var f = 0; f < Math.Min(question.Features.Count, model.Features.Count); f++)
        {
            if (string.Join('\n', question.Features[f].Levels) != string.Join('\n', model.Features[f].Levels)) faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{model.Features[f].Name} has other levels here than where the model was trained."));
        }

        return faults.Count > before ? null : question with { Task = model.Task };
    }

    internal static Formula FormulaOf(TrainedModel model)
    {
        Expression? right = null;
        foreach (var feature in model.Features)
            right = right is null ? feature.Expression : new Expression { Application = new Application { Function = "+", Arguments = { new Argument { Value = right }, new Argument { Value = feature.Expression } } } };
        return new Formula { Left = model.Response, Right = right ?? new Expression { Number = 1 } };
    }
}
