using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.CoxCauses;

/// <summary>coxph() whose event has several states is one Cox model a state, the others censored; by R's form with robust errors.</summary>
internal static class CoxCauses
{
    /// <summary>Whether coxph() has an event with several states.</summary>
    public static bool IsAsked(StudyContext context) => SurvivalResponse.HasStates(context.Question.Analysis.Coxph.Formula, context);

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Coxph;
        if (SurvivalResponse.OfStates(spec.Formula, context, faults) is not { } response) return faults;
        if (response.Start is not null)
        {
            faults.Add(new SpecificationFault(ErrorReason.NotYet, $"coxph() with several states takes Surv(time, event). With entry times name one event, as in Surv(start, stop, event == \"{response.States[0]}\").", spec.Formula.Left));
            return faults;
        }

        return Survival.Cox.CoxCheck.Check(Of(context, response.States[0]));
    }

    public static IReadOnlyList<string> States(StudyContext context) => SurvivalResponse.OfStates(context.Question.Analysis.Coxph.Formula, context, [])?.States ?? [];

    /// <summary>The question of one state: Surv(time, event == "state").</summary>
    public static StudyContext Of(StudyContext context, string state)
    {
        var question = context.Question.Clone();
        var spec = question.Analysis.Coxph;
        var given = spec.Formula.Left.Application.Arguments[^1];
        given.Value = new Expression { Application = new Application { Function = "==", Arguments = { new Argument { Value = given.Value }, new Argument { Value = new Expression { Text = state } } } } };
        spec.Robust = true;
        if (spec.Id.Length > 0) spec.Cluster = spec.Id;
        spec.Id = "";
        return context with { Question = question };
    }
}
