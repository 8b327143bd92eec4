using FedOnco.Analyses.Descriptive;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>One secure sum of the cells of ~ a + b.</summary>
/// <param name="formula">Of the call.</param>
/// <param name="least">1 where ~ b has a meaning.</param>
public sealed class TableTestProgram(Func<Analysis, Formula> formula, int least = 2) : IProgram<GroupCounts>
{
    public IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var given = formula(context.Question.Analysis);
        SubsetCheck.Add(context, faults);
        if (Grouping.Of(given, missingLevel: false, context, faults) is { } grouping && (grouping.Names.Count < least || grouping.Names.Count > 2))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "This test is of a table of two variables: ~ a + b.", given.Right));
        return faults;
    }

    public Task<GroupCounts> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var grouping = Grouping.Of(formula(context.Question.Analysis), missingLevel: false, context, [])
            ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        return GroupCounts.SumAllAsync(grouping, context, federation, cancellationToken);
    }
}
