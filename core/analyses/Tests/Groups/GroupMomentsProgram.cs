using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Groups;

/// <summary>The sums of t.test(), oneway.test() and bartlett.test().</summary>
/// <param name="formula">Of the call.</param>
/// <param name="groups">Fewest and most groups; 1 allows y ~ 1.</param>
/// <param name="values">Fewest values of a group; 1 where the variance is pooled.</param>
public sealed class GroupMomentsProgram(Func<Analysis, Formula> formula, (int Least, int Most) groups, Func<Analysis, int> values) : IProgram<GroupMoments>
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
        var fewest = values(context.Question.Analysis);
        for (var g = 0; g < moments.Groups; g++)
        {
            if (moments.N[g] < fewest) throw new FedOncoException(ErrorReason.EmptyCohort, "A group has fewer than two values. Merge groups or widen the subset.");
        }

        if (Sum(moments.N) <= moments.Groups) throw new FedOncoException(ErrorReason.EmptyCohort, "No group has two values. Merge groups or widen the subset.");

        return moments;
    }

    private static double Sum(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }

    private static void Preflight(StudyContext context, List<SpecificationFault> faults) => Expressions.SubsetCheck.Add(context, faults);
}
