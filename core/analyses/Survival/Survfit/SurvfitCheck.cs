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
        var spec = context.Question.Analysis.Survfit;
        var question = SurvfitQuestion.Of(spec, context, faults);
        if ((spec.HasStype && spec.Stype is not (1 or 2)) || (spec.HasCtype && spec.Ctype is not (1 or 2)))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "stype and ctype are 1 or 2."));
        if (spec.Quantiles.Any(p => p is not (> 0 and < 1)))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "quantiles = c(..) lie between 0 and 1."));
        if (spec.HasStartTime && !double.IsFinite(spec.StartTime))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "start.time is a finite number, in the unit of the times."));
        if (question is { Weights.Type: { } type } && spec.Ctype == 2 && type.Step is not 1)
            faults.Add(new SpecificationFault(ErrorReason.NotYet, "ctype = 2 with weights that are no whole numbers is not in this version: use ctype = 1."));
        if (question is { AsksRobust: true } && spec.Ctype == 2)
            faults.Add(new SpecificationFault(ErrorReason.NotYet, "ctype = 2 with robust = TRUE or cluster = is not in this version: use ctype = 1."));
        if (spec.Id.Length > 0)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "id = belongs to an event with several states. Leave it out; rows that belong together in a robust variance are named by cluster =.", spec.Formula.Left));
        if (context.Question.Analysis.Survfit.Times.Any(t => !double.IsFinite(t)))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "times = c(..) needs finite numbers."));
        return faults;
    }
}
