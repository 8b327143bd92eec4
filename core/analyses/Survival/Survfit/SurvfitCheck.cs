using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>What can be wrong with a call of survfit().</summary>
public static class SurvfitCheck
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        SurvfitQuestion.Of(context.Question.Analysis.Survfit.Formula, context, faults);
        if (context.Question.Analysis.Survfit.Id.Length > 0)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "id = belongs to an event with several states. Leave it out.", context.Question.Analysis.Survfit.Formula.Left));
        if (context.Question.Analysis.Survfit.Times.Any(t => !double.IsFinite(t)))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "times = c(..) needs finite numbers."));
        return faults;
    }
}
