using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.Table;

/// <summary>What can be wrong with a call of table().</summary>
public static class TableCheck
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        Grouping.Of(context.Question.Analysis.Table.Formula, missingLevel: false, context, faults);
        return faults;
    }
}
