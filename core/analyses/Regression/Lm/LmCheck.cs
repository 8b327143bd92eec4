using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Lm;

/// <summary>What can be wrong with a linear regression call before any sum.</summary>
public static class LmCheck
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Lm;
        SubsetCheck.Add(context, faults);
        var question = ModelQuestion.Of(spec.Formula, spec.Weights, spec.Vcov, spec.Cluster, context, faults);
        if (question is null) return faults;
        var response = question.Response.Columns[0].Type;
        if (response.Kind == ValueKind.Factor)
            faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{question.Response.Text} is a category; lm() needs a number on the left. For a yes/no outcome use glm(.., family = binomial).", spec.Formula.Left));
        else if (!response.IsBounded)
            faults.Add(new SpecificationFault(ErrorReason.Unbounded, $"{question.Response.Text} has no bounds that follow from the dictionary.", spec.Formula.Left));
        return faults;
    }
}
