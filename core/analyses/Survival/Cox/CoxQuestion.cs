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
public sealed record CoxQuestion(SurvivalResponse Response, FrameVariables Variables, IReadOnlyList<ModelVariable> Strata, bool BySite, bool Efron)
{
    public static CoxQuestion? Of(StudyContext context, List<SpecificationFault> faults)
    {
        var spec = context.Question.Analysis.Coxph;
        var before = faults.Count;
        var response = SurvivalResponse.Of(spec.Formula, context, faults);
        var terms = ModelTerms.Of(spec.Formula, context, faults);
        if (terms is not null && terms.Terms.Count == 0) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "coxph() needs at least one covariate.", spec.Formula.Right));
        if (terms is null || response is null || faults.Count > before) return null;
        var strata = terms.Strata.Where(s => s.Text != "site").ToList();
        return new CoxQuestion(response, new FrameVariables(terms, response.Variables), strata, strata.Count < terms.Strata.Count, spec.Ties != Ties.Breslow);
    }
}
