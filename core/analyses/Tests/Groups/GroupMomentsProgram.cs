using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Groups;

/// <summary>The sums of t.test(), oneway.test() and bartlett.test().</summary>
/// <param name="formula">Of the call.</param>
/// <param name="groups">Fewest and most groups; 1 allows y ~ 1.</param>
public sealed class GroupMomentsProgram(Func<Analysis, Formula> formula, (int Least, int Most) groups) : IProgram<GroupMoments>
{
    public IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        Preflight(context, faults);
        GroupedQuestion.Of(formula(context.Question.Analysis), groups.Least == 1, context, faults);
        return faults;
    }

    public async Task<GroupMoments> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = GroupedQuestion.Of(formula(context.Question.Analysis), groups.Least == 1, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var moments = await GroupMoments.SumAsync(question, federation, cancellationToken).ConfigureAwait(false);
        var least = question.Group is null ? 1 : Math.Max(2, groups.Least);
        if (moments.Groups < least || moments.Groups > groups.Most)
            throw new FedOncoException(ErrorReason.WrongArgument, $"The grouping variable has {moments.Groups} level{(moments.Groups == 1 ? "" : "s")} in this cohort; this test needs {(groups.Most == 2 ? "2" : "at least 2")}.");
        for (var g = 0; g < moments.Groups; g++)
        {
            if (moments.N[g] < 2) throw new FedOncoException(ErrorReason.EmptyCohort, "A group has fewer than two values. Merge groups or widen the subset.");
        }

        return moments;
    }

    private static void Preflight(StudyContext context, List<SpecificationFault> faults) => Expressions.SubsetCheck.Add(context, faults);
}
