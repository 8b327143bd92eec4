using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Count;

/// <summary>One secure sum of counts.</summary>
public sealed class CountProgram : IProgram<GroupCounts>
{
    public Task<GroupCounts> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var grouping = Grouping.Of(context.Question.Analysis.Count.By, missingLevel: true, context, [])
            ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        return GroupCounts.SumAsync(grouping, context, federation, cancellationToken);
    }
}
