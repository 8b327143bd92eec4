using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>A survfit call checked against the dictionary.</summary>
/// <param name="Response">Times and event.</param>
/// <param name="Groups">Factors whose combinations have a curve each.</param>
/// <param name="Variables">The frame.</param>
/// <param name="Weights">Case weights, or null.</param>
/// <param name="Cluster">Rows with one value go together in the robust variance; null where every row is alone.</param>
/// <param name="AsksRobust">Whether the call asks for the robust variance, whatever the weights.</param>
public sealed record SurvfitQuestion(SurvivalResponse Response, IReadOnlyList<ModelVariable> Groups, FrameVariables Variables, CompiledExpression? Weights = null, CompiledExpression? Cluster = null, bool AsksRobust = false)
{
    public static SurvfitQuestion? Of(SurvfitSpec spec, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var cluster = spec.Cluster.Length > 0 ? ExpressionCompiler.Compile(new Expression { Variable = spec.Cluster }, context, faults) : null;
        var question = Of(spec.Formula, context, faults, spec.Weights);
        if (question is null || faults.Count > before) return null;
        var variables = cluster is null ? question.Variables : question.Variables with { Others = [.. question.Variables.Others, new ModelVariable(spec.Cluster, [cluster], [""], false)] };
        return question with { Variables = variables, Cluster = cluster, AsksRobust = spec.Robust || cluster is not null };
    }

    public static SurvfitQuestion? Of(Formula formula, StudyContext context, List<SpecificationFault> faults, string weights = "")
    {
        var before = faults.Count;
        var response = SurvivalResponse.Of(formula, context, faults);
        var terms = ModelTerms.Of(formula, context, faults);
        if (terms is null || response is null) return null;
        if (terms.Terms.Any(t => t.Length > 1) || terms.Offsets.Count > 0)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "Groups of curves are variables joined by +, or 1.", formula.Right));
        var compiler = new ExpressionCompiler(context, faults);
        var groups = new List<ModelVariable>();
        foreach (var variable in terms.Variables)
        {
            if (Factors.AsFactor(compiler, formula.Right, variable.Columns[0]) is { } factor) groups.Add(new ModelVariable(variable.Text, [factor], [""], true));
        }

        groups.AddRange(terms.Strata.Select(s => s with { Text = $"strata({s.Text})" }));
        var prior = CaseWeights.Of(weights, context, faults);
        if (faults.Count > before) return null;
        return new SurvfitQuestion(response, groups, new FrameVariables(terms.WithoutVariables(), [.. response.Variables, .. groups, .. CaseWeights.Variables(weights, prior)]), prior);
    }
}
