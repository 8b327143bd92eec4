using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Smd;

/// <summary>Moments and counts of levels by group.</summary>
public sealed class SmdProgram : IProgram<DescribeTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        QuestionOf(context, faults);
        return faults;
    }

    public async Task<DescribeTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = QuestionOf(context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var totals = await DescribeProgram.SumAllAsync(question, quartiles: false, context, federation, cancellationToken).ConfigureAwait(false);
        var groups = 0;
        for (var g = 0; g < question.Groups.Cells; g++)
        {
            if (totals.Rows[g] > 0 && question.Groups.Levels(g)[0] is not null) groups++;
        }

        return groups >= 2 ? totals : throw new FedOncoException(ErrorReason.EmptyCohort, $"{question.Groups.Names[0]} has fewer than two levels in this cohort. Widen the subset.");
    }

    private static DescribeQuestion? QuestionOf(StudyContext context, List<SpecificationFault> faults)
    {
        var formula = context.Question.Analysis.Smd.Formula;
        if (formula.Left is null)
        {
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "Write x ~ g: variables on the left, one grouping variable on the right.", formula.Right));
            return null;
        }

        var question = DescribeQuestion.Of(new Formula { Right = formula.Left }, new Formula { Right = formula.Right }, context, faults);
        if (question is { Groups.Names.Count: not 1 }) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "The right side is one grouping variable.", formula.Right));
        return question;
    }
}
