using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>The propensity model of an iptw call: a logistic regression of the treatment.</summary>
internal static class IptwQuestion
{
    /// <summary>The study with the propensity model as its question.</summary>
    public static StudyContext Propensity(IptwSpec spec, StudyContext context) => context with
    {
        Question = new Question
        {
            Data = context.Question.Data,
            Subset = context.Question.Subset,
            Analysis = new Analysis { Glm = new GlmSpec { Formula = spec.Formula, Family = new FamilySpec { Family = Family.Binomial } } },
        },
    };

    public static IReadOnlyList<SpecificationFault> Check(IptwSpec spec, StudyContext context)
    {
        var faults = new List<SpecificationFault>(GlmCheck.Check(Propensity(spec, context)));
        if (spec.HasTruncate && !(spec.Truncate > 0 && spec.Truncate <= PropensityWeights.Most))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"truncate = is the largest weight: above 0 and at most {PropensityWeights.Most:0}."));
        if (spec.Stabilize && spec.Estimand is not (Estimand.Unspecified or Estimand.Ate))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "stabilize = TRUE is for estimand = \"ATE\"."));
        return faults;
    }
}
