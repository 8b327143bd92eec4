using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>What can be wrong with a call of coxph() before any sum.</summary>
public static class CoxCheck
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        CoxQuestion.Of(context, faults);
        if (context.Question.Analysis.Coxph is { Id.Length: > 0 } spec)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "id = belongs to an event with several states. For a robust variance by patient write cluster =.", spec.Formula.Left));
        return faults;
    }
}
