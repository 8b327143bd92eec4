using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Rmst;

/// <summary>The counts of the Kaplan-Meier curves.</summary>
public sealed class RmstProgram : IProgram<SurvfitTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Rmst;
        SubsetCheck.Add(context, faults);
        SurvfitQuestion.Of(spec.Formula, context, faults);
        if (!(spec.Tau > 0) || !double.IsFinite(spec.Tau)) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "tau = is the end of the horizon: a number above 0 in the unit of the times."));
        return faults;
    }

    public Task<SurvfitTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken) =>
        SurvfitProgram.CountAsync(context.Question.Analysis.Rmst.Formula, context, federation, cancellationToken);
}
