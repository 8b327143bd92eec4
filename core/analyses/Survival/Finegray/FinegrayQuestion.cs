using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>A finegray call checked against the dictionary.</summary>
/// <param name="Cox">The regression of the event of interest: frame, strata, whether by centre.</param>
/// <param name="State">0 for censored, else the number of the state.</param>
/// <param name="Event">Number of the state of interest.</param>
/// <param name="Id">Whose rows belong together, with delayed entry.</param>
internal sealed record FinegrayQuestion(CoxQuestion Cox, CompiledExpression State, int Event, CompiledExpression? Id)
{
    public static FinegrayQuestion? Of(FinegraySpec spec, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var terms = ModelTerms.Of(spec.Formula, context, faults);
        // With strata(site) nothing by time leaves a centre: exact times under every policy.
        var response = SurvivalResponse.OfStates(spec.Formula, context, faults, inside: terms?.Strata.Any(s => s.Text == "site") == true);
        if (terms is { Terms.Count: 0 }) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "finegray() needs at least one covariate.", spec.Formula.Right));
        if (terms is { Offsets.Count: > 0 }) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "finegray() takes no offset.", spec.Formula.Right));
        var id = spec.Id.Length > 0 ? ExpressionCompiler.Compile(new Expression { Variable = spec.Id }, context, faults) : null;
        if (response is { Start: not null } && spec.Id.Length == 0) faults.Add(new SpecificationFault(ErrorReason.MissingArgument, "Surv(start, stop, event) of finegray() needs id = the column that names the patient.", spec.Formula.Left));
        if (response is { Start: null } && spec.Id.Length > 0) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "id = belongs to Surv(start, stop, event). Leave it out: each row is a patient.", spec.Formula.Left));
        var wanted = response is null ? 0 : EventOf(spec.Etype, response, faults);
        if (terms is null || response is null || faults.Count > before) return null;
        var happened = new CompiledExpression(Expressions.ValueType.Logical, Elementwise.Map(response.Event, v => double.IsNaN(v) ? v : v == wanted ? 1 : 0));
        var one = response with { Event = happened, States = [] };
        var strata = terms.Strata.Where(s => s.Text != "site").ToList();
        var frame = new FrameVariables(terms, [.. one.Variables, new ModelVariable("state", [response.Event], [""], false), .. id is null ? [] : new[] { new ModelVariable(spec.Id, [id], [""], false) }]);
        return new FinegrayQuestion(new CoxQuestion(one, frame, strata, strata.Count < terms.Strata.Count, false, null, true, null), response.Event, wanted, id);
    }

    private static int EventOf(Expression? etype, SurvivalResponse response, List<SpecificationFault> faults)
    {
        if (etype is null) return 1;
        var name = Arguments.TextOf(etype);
        for (var k = 0; k < response.States.Count; k++)
        {
            if (response.States[k] == name) return k + 1;
        }

        faults.Add(new SpecificationFault(ErrorReason.UnknownLevel, $"etype = is one of the states of the event: {string.Join(", ", response.States.Select(s => $"\"{s}\""))}.", etype));
        return 0;
    }
}
