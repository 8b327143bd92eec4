using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>A coxph call checked against the dictionary.</summary>
/// <param name="Response">Times and event.</param>
/// <param name="Variables">The frame.</param>
/// <param name="Strata">Factors whose combinations have a baseline each, the centre aside.</param>
/// <param name="BySite">strata(site): a baseline for each centre, and nothing per time leaves it.</param>
/// <param name="Efron">Efron's rule for ties; Breslow's otherwise.</param>
/// <param name="Cluster">Rows with one value go together in the robust variance; null where every row is alone.</param>
/// <param name="Robust">Whether a robust variance is asked for.</param>
/// <param name="Weights">Case weights, or null.</param>
public sealed record CoxQuestion(SurvivalResponse Response, FrameVariables Variables, IReadOnlyList<ModelVariable> Strata, bool BySite, bool Efron, CompiledExpression? Cluster, bool Robust, CompiledExpression? Weights = null)
{
    public static CoxQuestion? Of(StudyContext context, List<SpecificationFault> faults) => Of(context.Question.Analysis.Coxph, context, faults);

    public static CoxQuestion? Of(CoxphSpec spec, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var terms = ModelTerms.Of(spec.Formula, context, faults);
        // With strata(site) nothing by time leaves a centre: exact times under every policy.
        var response = SurvivalResponse.Of(spec.Formula, context, faults, inside: terms?.Strata.Any(s => s.Text == "site") == true);
        if (terms is not null && terms.Terms.Count == 0) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "coxph() needs at least one covariate.", spec.Formula.Right));
        var cluster = spec.Cluster.Length > 0 ? ExpressionCompiler.Compile(new Expression { Variable = spec.Cluster }, context, faults) : null;
        var weights = CaseWeights.Of(spec.Weights, context, faults);
        if (terms?.Variables.Any(v => v.Penalty > 0) == true && (spec.Robust || cluster is not null || weights is not null))
            faults.Add(new SpecificationFault(ErrorReason.NotYet, "ridge() with robust =, cluster = or weights =, or with an event of several states, is not in this version.", spec.Formula.Right));
        if (terms is null || response is null || faults.Count > before) return null;
        IReadOnlyList<ModelVariable> others = [.. response.Variables, .. cluster is null ? [] : new[] { new ModelVariable(spec.Cluster, [cluster], [""], false) }, .. CaseWeights.Variables(spec.Weights, weights)];
        var strata = terms.Strata.Where(s => s.Text != "site").ToList();
        return new CoxQuestion(response, new FrameVariables(terms, others), strata, strata.Count < terms.Strata.Count, spec.Ties != Ties.Breslow, cluster, spec.Robust || cluster is not null, weights);
    }
}
