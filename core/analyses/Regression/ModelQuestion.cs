using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression;

/// <summary>A regression call checked against the dictionary: design, response, prior weights.</summary>
/// <param name="Variables">The frame.</param>
/// <param name="Response">Left side of the formula.</param>
/// <param name="Weights">Prior weights, or null.</param>
public sealed record ModelQuestion(FrameVariables Variables, ModelVariable Response, CompiledExpression? Weights)
{
    /// <summary>Rows with one value go together in a cluster variance; null where there are no clusters.</summary>
    public CompiledExpression? Cluster { get; init; }

    /// <summary>The same with the clusters of a robust variance: the column of the call, or the patient.</summary>
    public static ModelQuestion? Of(Formula formula, string weights, RobustVariance vcov, string cluster, StudyContext context, List<SpecificationFault> faults)
    {
        if (Of(formula, weights, context, faults) is not { } question) return null;
        if (cluster.Length == 0 && vcov != RobustVariance.Cluster) return question;
        var name = cluster.Length > 0 ? cluster : context.Dataset.PatientKey;
        if (name.Length == 0) faults.Add(new SpecificationFault(ErrorReason.MissingArgument, "The dataset has no patient key: name the column of the clusters, as in cluster = ward."));
        else if (vcov is not (RobustVariance.Cluster or RobustVariance.Unspecified)) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "cluster = goes with vcov = \"cluster\"."));
        else if (ExpressionCompiler.Compile(new Expression { Variable = name }, context, faults) is { } compiled)
            return question with { Cluster = compiled, Variables = question.Variables with { Others = [.. question.Variables.Others, new ModelVariable(name, [compiled], [""], false)] } };
        return null;
    }

    /// <summary>Which variance a call asks for: cluster = alone means the clusters'.</summary>
    public static RobustVariance VarianceOf(RobustVariance vcov, string cluster) => vcov == RobustVariance.Unspecified && cluster.Length > 0 ? RobustVariance.Cluster : vcov;

    /// <summary>Null where the call is at fault; the faults are in the list.</summary>
    public static ModelQuestion? Of(Formula formula, string weights, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var terms = ModelTerms.Of(formula, context, faults);
        var response = ResponseOf(formula, context, faults);
        var prior = WeightsOf(weights, context, faults);
        if (terms is { Strata.Count: > 0 }) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "strata() belongs to survival models. Use the variable itself as a term.", formula.Right));
        if (terms is null || response is null || faults.Count > before) return null;
        List<ModelVariable> others = [response];
        if (prior is not null) others.Add(new ModelVariable(weights, [prior], [""], false));
        return new ModelQuestion(new FrameVariables(terms, others), response, prior);
    }

    /// <summary>A call whose left side is taken as categories, numbers too, as multinom() and polr() do.</summary>
    public static ModelQuestion? OfCategories(Formula formula, string weights, StudyContext context, List<SpecificationFault> faults)
    {
        if (Of(formula, weights, context, faults) is not { } question) return null;
        if (question.Response.IsFactor) return question;
        if (Expressions.Factors.AsFactor(new ExpressionCompiler(context, faults), formula.Left, question.Response.Columns[0]) is not { } factor) return null;
        var response = new ModelVariable(question.Response.Text, [factor], [""], true);
        IReadOnlyList<ModelVariable> others = [response, .. question.Variables.Others.Skip(1)];
        return new ModelQuestion(question.Variables with { Others = others }, response, question.Weights);
    }

    private static ModelVariable? ResponseOf(Formula formula, StudyContext context, List<SpecificationFault> faults)
    {
        if (formula.Left is null)
        {
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "The formula needs a left side: y ~ x.", formula.Right));
            return null;
        }

        var compiled = ExpressionCompiler.Compile(formula.Left, context, faults);
        return compiled is null ? null : new ModelVariable(formula.Left.ToText(), [compiled], [""], compiled.Type.Kind == ValueKind.Factor);
    }

    private static CompiledExpression? WeightsOf(string weights, StudyContext context, List<SpecificationFault> faults)
    {
        if (weights.Length == 0) return null;
        var expression = new Expression { Variable = weights };
        var compiled = ExpressionCompiler.Compile(expression, context, faults);
        if (compiled is null) return null;
        if (compiled.Type.IsNumeric && compiled.Type.Minimum >= 0 && compiled.Type.IsBounded) return compiled;
        faults.Add(new SpecificationFault(ErrorReason.WrongType, "Weights are numbers that the dictionary bounds and that are never negative.", expression));
        return null;
    }
}
