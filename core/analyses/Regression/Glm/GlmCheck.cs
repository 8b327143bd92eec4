using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>What can be wrong with a call of glm() before any sum.</summary>
public static class GlmCheck
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Glm;
        SubsetCheck.Add(context, faults);
        if (GlmFamily.Find(spec.Family) is not { } family)
        {
            faults.Add(new SpecificationFault(ErrorReason.NotYet, "There is binomial and quasibinomial (logit, probit, cloglog, log), poisson and quasipoisson (log, identity), Gamma (inverse, log, identity) and gaussian (identity, log, inverse)."));
            return faults;
        }

        if (ModelQuestion.Of(spec.Formula, spec.Weights, spec.Vcov, spec.Cluster, context, faults) is { } question) CheckResponse(question, family, spec.Formula.Left, faults);
        return faults;
    }

    private static void CheckResponse(ModelQuestion question, GlmFamily family, Expression left, List<SpecificationFault> faults)
    {
        var type = question.Response.Columns[0].Type;
        var binary = family is BinomialFamily;
        if (question.Response.IsFactor && !binary)
            faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{question.Response.Text} is a category; this family needs a number on the left.", left));
        else if (!question.Response.IsFactor && !type.IsBounded)
            faults.Add(new SpecificationFault(ErrorReason.Unbounded, $"{question.Response.Text} has no bounds that follow from the dictionary.", left));
        else if (!question.Response.IsFactor && binary && (type.Minimum < 0 || type.Maximum > 1))
            faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{question.Response.Text} is not 0/1. Write a condition, such as I({question.Response.Text} > 0).", left));
        else if (!question.Response.IsFactor && type.Minimum < 0 && family is not GaussianFamily)
            faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{question.Response.Text} can be negative, which this family does not allow.", left));
    }
}
