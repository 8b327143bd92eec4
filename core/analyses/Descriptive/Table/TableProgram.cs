using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Table;

/// <summary>One secure sum of the cells; rows with a missing value belong to no cell.</summary>
public sealed class TableProgram : IProgram<GroupCounts>
{
    public Task<GroupCounts> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var grouping = Grouping.Of(context.Question.Analysis.Table.Formula, missingLevel: false, context, [])
            ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        return GroupCounts.SumAsync(grouping, context, federation, cancellationToken);
    }
}
