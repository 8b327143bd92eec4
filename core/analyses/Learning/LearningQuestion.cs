using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>A formula of train() checked against the dictionary. Rows need a response; features may be missing.</summary>
/// <param name="Task">What is predicted.</param>
/// <param name="Response">0/1 or a number; null for survival.</param>
/// <param name="Survival">Times and event; null otherwise.</param>
/// <param name="Features">The right side, one variable each.</param>
/// <param name="Left">The left side as written.</param>
public sealed record LearningQuestion(LearningTask Task, CompiledExpression? Response, SurvivalResponse? Survival, IReadOnlyList<LearningFeature> Features, Expression Left)
{
    /// <summary>Levels of a category at most: with the class of missing values they are numbered in a byte.</summary>
    public const int MostLevels = 250;

    public const int MostFeatures = 10_000;

    /// <summary>Null where the call is at fault; the faults are in the list.</summary>
    public static LearningQuestion? Of(Formula formula, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var features = FeaturesOf(formula, context, faults);
        if (faults.Count == before && features.Count == 0) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "There is nothing to learn from: the formula has no variable on its right side.", formula.Right));
        if (features.Count > MostFeatures) faults.Add(new SpecificationFault(ErrorReason.TooLarge, $"A model takes at most {MostFeatures} variables.", formula.Right));
        if (formula.Left?.Application?.Function == "Surv")
        {
            var survival = SurvivalResponse.Of(formula, context, faults);
            if (survival?.Start is not null) faults.Add(new SpecificationFault(ErrorReason.NotYet, "train() has no delayed entry yet: write Surv(time, event).", formula.Left));
            return faults.Count > before ? null : new LearningQuestion(LearningTask.Survival, null, survival, features, formula.Left);
        }

        var (task, response) = ResponseOf(formula, context, faults);
        return faults.Count > before || formula.Left is null ? null : new LearningQuestion(task, response, null, features, formula.Left);
    }

    /// <summary>A model of this question without a learner.</summary>
    public TrainedModel Describe()
    {
        var model = new TrainedModel { Task = Task, Response = Left.Clone() };
        foreach (var feature in Features) model.Features.Add(new ModelFeature { Name = feature.Name, Expression = feature.Expression.Clone(), Levels = { feature.Levels } });
        return model;
    }

    private static List<LearningFeature> FeaturesOf(Formula formula, StudyContext context, List<SpecificationFault> faults)
    {
        var terms = FormulaTerms.Of(formula, context, faults);
        var compiler = new ExpressionCompiler(context, faults);
        var features = new List<LearningFeature>();
        foreach (var term in terms.Terms)
        {
            var expression = terms.Variables[term[0]];
            if (term.Length > 1 || expression.Application?.Function is "offset" or "strata" or "poly" or "ns")
            {
                faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"train() takes variables and functions of one, not {string.Join(":", term)}: trees and perceptrons find interactions themselves.", formula.Right));
                continue;
            }

            if (compiler.Compile(expression) is not { } column) continue;
            var feature = new LearningFeature(term[0], expression, column);
            if (column.Text is not null) faults.Add(new SpecificationFault(ErrorReason.WrongType, "Text cannot stand in a formula.", expression));
            else if (feature.IsCategory ? feature.Levels.Count is 0 or > MostLevels : !column.Type.IsBounded)
                faults.Add(new SpecificationFault(feature.IsCategory ? ErrorReason.TooLarge : ErrorReason.Unbounded, feature.IsCategory ? $"{term[0]} has {feature.Levels.Count} levels; 1 to {MostLevels} are taken. Leave it out with - {term[0]}." : $"{term[0]} has no bounds that follow from the dictionary. Limit it, for example with pmin(.., 100).", expression));
            else features.Add(feature);
        }

        return features;
    }

    private static (LearningTask Task, CompiledExpression? Response) ResponseOf(Formula formula, StudyContext context, List<SpecificationFault> faults)
    {
        if (formula.Left is not { } left)
        {
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "The formula needs a left side: y ~ . or Surv(time, event) ~ .", formula.Right));
            return default;
        }

        var compiler = new ExpressionCompiler(context, faults);
        if (compiler.Compile(left) is not { } compiled) return default;
        var hasEvent = left.KindCase == Expression.KindOneofCase.Variable && context.Dataset.Variables.FirstOrDefault(v => v.Name == left.Variable) is { EventLevel.Length: > 0 };
        if (compiled.Type.Kind == ValueKind.Logical || hasEvent) return (LearningTask.Binary, EventCoding.Compile(left, compiler, context.Dataset, faults));
        if (compiled.Type.Kind == ValueKind.Factor)
        {
            if (compiled.Type.Levels.Count == 2) return (LearningTask.Binary, compiled);
            faults.Add(new SpecificationFault(ErrorReason.NotYet, $"{left.ToText()} has {compiled.Type.Levels.Count} levels: train() tells two classes apart. Name one, as in I({left.ToText()} == \"{(compiled.Type.Levels is [.., var named] ? named : "level")}\").", left));
            return default;
        }

        if (compiled.Type is { Minimum: 0, Maximum: 1, Step: 1 }) return (LearningTask.Binary, compiled);
        if (!compiled.Type.IsBounded || compiled.Text is not null || compiled.Type.Maximum <= compiled.Type.Minimum)
            faults.Add(new SpecificationFault(ErrorReason.Unbounded, $"{left.ToText()} has no bounds that follow from the dictionary.", left));
        return (LearningTask.Regression, compiled);
    }
}
