using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survdiff;

/// <summary>A survdiff call checked against the dictionary.</summary>
/// <param name="Response">Times and event, without delayed entry.</param>
/// <param name="Groups">Factors whose combinations are compared.</param>
/// <param name="Strata">Factors inside strata(), the centre aside.</param>
/// <param name="BySite">strata(site): every centre compares inside itself and adds its part.</param>
/// <param name="Variables">The frame.</param>
public sealed record SurvdiffQuestion(SurvivalResponse Response, IReadOnlyList<ModelVariable> Groups, IReadOnlyList<ModelVariable> Strata, bool BySite, FrameVariables Variables)
{
    public static SurvdiffQuestion? Of(Formula formula, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var terms = ModelTerms.Of(formula, context, faults);
        var response = SurvivalResponse.Of(formula, context, faults, inside: terms?.Strata.Any(s => s.Text == "site") == true);
        if (terms is null || response is null) return null;
        if (response.Start is not null) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "survdiff() takes Surv(time, event). With delayed entry use coxph(): its score test is the log-rank test.", formula.Left));
        if (terms.Terms.Count == 0 || terms.Terms.Any(t => t.Length > 1) || terms.Offsets.Count > 0)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "survdiff() compares groups: variables joined by +, and strata().", formula.Right));
        var compiler = new ExpressionCompiler(context, faults);
        var groups = new List<ModelVariable>();
        foreach (var variable in terms.Variables)
        {
            if (Factors.AsFactor(compiler, formula.Right, variable.Columns[0]) is { } factor) groups.Add(new ModelVariable(variable.Text, [factor], [""], true));
        }

        if (faults.Count > before) return null;
        var strata = terms.Strata.Where(s => s.Text != "site").ToList();
        return new SurvdiffQuestion(response, groups, strata, strata.Count < terms.Strata.Count, new FrameVariables(terms.WithoutVariables(), [.. response.Variables, .. groups, .. strata]));
    }
}
