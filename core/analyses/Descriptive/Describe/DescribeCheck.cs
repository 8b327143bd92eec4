using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>What can be wrong with a call of describe().</summary>
public static class DescribeCheck
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        DescribeQuestion.Of(context, faults);
        return faults;
    }
}
