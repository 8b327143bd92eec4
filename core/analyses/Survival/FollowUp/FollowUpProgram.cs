using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.FollowUp;

/// <summary>The counts of the curves, for the length of follow-up and the numbers at risk.</summary>
public sealed class FollowUpProgram(Func<Analysis, Formula> formula) : IProgram<SurvfitTotals>
{
    public IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        SurvfitQuestion.Of(formula(context.Question.Analysis), context, faults);
        if (context.Question.Analysis.Nrisk is { } spec && spec.Times.Any(t => !double.IsFinite(t)))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "times = c(..) needs finite numbers."));
        return faults;
    }

    public Task<SurvfitTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken) =>
        SurvfitProgram.CountAsync(formula(context.Question.Analysis), context, federation, cancellationToken);
}
