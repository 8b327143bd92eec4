using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.Count;

/// <summary>What can be wrong with a call of count().</summary>
public static class CountCheck
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        Grouping.Of(context.Question.Analysis.Count.By, missingLevel: true, context, faults);
        return faults;
    }
}
