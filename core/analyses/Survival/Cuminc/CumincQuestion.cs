using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>A cuminc call checked against the dictionary.</summary>
/// <param name="Response">Times and event with its states.</param>
/// <param name="Groups">Factors whose combinations have curves of their own.</param>
/// <param name="Strata">Factors inside strata(), the centre aside: strata of Gray's test.</param>
/// <param name="BySite">strata(site): every centre computes Gray's test inside itself.</param>
/// <param name="Variables">The frame.</param>
/// <param name="Weights">Case weights, or null.</param>
internal sealed record CumincQuestion(SurvivalResponse Response, IReadOnlyList<ModelVariable> Groups, IReadOnlyList<ModelVariable> Strata, bool BySite, FrameVariables Variables, CompiledExpression? Weights)
{
    public static CumincQuestion? Of(CumincSpec spec, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var formula = spec.Formula;
        var weights = CaseWeights.Of(spec.Weights, context, faults);
        var response = SurvivalResponse.OfStates(formula, context, faults);
        var terms = ModelTerms.Of(formula, context, faults);
        if (terms is null || response is null) return null;
        if (terms.Terms.Any(t => t.Length > 1) || terms.Offsets.Count > 0)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "Groups of curves are variables joined by +, or 1; strata() is for Gray's test.", formula.Right));
        if (terms.Strata.Count > 0 && terms.Terms.Count == 0)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "strata() belongs to Gray's test, which needs groups to compare: cuminc(Surv(..) ~ group + strata(site)).", formula.Right));
        var compiler = new ExpressionCompiler(context, faults);
        var groups = new List<ModelVariable>();
        foreach (var variable in terms.Variables)
        {
            if (Factors.AsFactor(compiler, formula.Right, variable.Columns[0]) is { } factor) groups.Add(new ModelVariable(variable.Text, [factor], [""], true));
        }

        if (faults.Count > before) return null;
        var strata = terms.Strata.Where(s => s.Text != "site").ToList();
        return new CumincQuestion(response, groups, strata, strata.Count < terms.Strata.Count, new FrameVariables(terms.WithoutVariables(), [.. response.Variables, .. groups, .. strata, .. CaseWeights.Variables(spec.Weights, weights)]), weights);
    }
}
