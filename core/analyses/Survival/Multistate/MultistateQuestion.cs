using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Multistate;

/// <summary>A survfit call whose event has several states.</summary>
/// <param name="Response">Times and event with its states.</param>
/// <param name="Id">Whose rows belong together; null where each row is a patient.</param>
/// <param name="Groups">Factors whose combinations have curves of their own.</param>
/// <param name="Variables">The frame.</param>
internal sealed record MultistateQuestion(SurvivalResponse Response, CompiledExpression? Id, IReadOnlyList<ModelVariable> Groups, FrameVariables Variables)
{
    /// <summary>States with the initial one, which has no name in the data.</summary>
    public IReadOnlyList<string> States => ["(s0)", .. Response.States];

    public static MultistateQuestion? Of(SurvfitSpec spec, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var formula = spec.Formula;
        var response = SurvivalResponse.OfStates(formula, context, faults);
        var terms = ModelTerms.Of(formula, context, faults);
        var id = spec.Id.Length > 0 ? ExpressionCompiler.Compile(new Expression { Variable = spec.Id }, context, faults) : null;
        if (spec.Weights.Length > 0)
            faults.Add(new SpecificationFault(ErrorReason.NotYet, "survfit() with several states takes no weights in this version. For competing risks write cuminc(Surv(time, event) ~ g, weights = ..).", formula.Left));
        if (spec.HasStype || spec.HasCtype || spec.HasStartTime || spec.Quantiles.Count > 0)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "stype =, ctype =, start.time = and quantiles = belong to one event. Leave them out with several states.", formula.Left));
        if (spec.Robust || spec.Cluster.Length > 0)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "With several states the standard errors are robust already, by patient: leave robust = and cluster = out, and name the patient by id =.", formula.Left));
        if (terms is null || response is null) return null;
        if (response.Start is not null && spec.Id.Length == 0)
            faults.Add(new SpecificationFault(ErrorReason.MissingArgument, "Surv(start, stop, event) with several states needs id = the column that names the patient.", formula.Left));
        if (terms.Terms.Any(t => t.Length > 1) || terms.Offsets.Count > 0)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "Groups of curves are variables joined by +, or 1.", formula.Right));
        var compiler = new ExpressionCompiler(context, faults);
        var groups = new List<ModelVariable>();
        foreach (var variable in terms.Variables)
        {
            if (Factors.AsFactor(compiler, formula.Right, variable.Columns[0]) is { } factor) groups.Add(new ModelVariable(variable.Text, [factor], [""], true));
        }

        groups.AddRange(terms.Strata.Select(s => s with { Text = $"strata({s.Text})" }));
        if (faults.Count > before) return null;
        IReadOnlyList<ModelVariable> others = [.. response.Variables, .. id is null ? [] : new[] { new ModelVariable(spec.Id, [id], [""], false) }, .. groups];
        return new MultistateQuestion(response, id, groups, new FrameVariables(terms.WithoutVariables(), others));
    }
}
