using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>The frame, then one sum; ends in the terms summed over strata.</summary>
public sealed class MantelhaenProgram : IProgram<MantelhaenTotals>
{
    private const int MostTerms = 100_000;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        MantelhaenQuestion.Of(context, faults);
        return faults;
    }

    public async Task<MantelhaenTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = MantelhaenQuestion.Of(context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        for (var f = 0; f < 2; f++)
        {
            if (frame.UsedLevels(question.Factors[f]).Count < 2) throw new FedOncoException(ErrorReason.EmptyCohort, $"{question.Factors[f].Text} has fewer than two levels in this cohort. Widen the subset.");
        }

        var step = new MantelhaenStep(frame, question);
        if (step.Terms > MostTerms) throw new FedOncoException(ErrorReason.TooLarge, "The tables have too many cells. Merge levels.");
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        if (question.BySite)
        {
            RequireStrata(total.Scalar("strata"), total.Scalar("single"), "site");
            return new MantelhaenTotals(step.Rows, step.Columns, total.Block("terms").ToArray());
        }

        var terms = new double[step.Terms];
        var cells = total.Block("cells").ToArray();
        var single = 0;
        for (var s = 0; s < cells.Length; s += step.Rows * step.Columns)
        {
            var n = 0.0;
            for (var c = 0; c < step.Rows * step.Columns; c++) n += cells[s + c];
            if (n < 2) single++;
            step.Add(terms, cells.AsSpan(s, step.Rows * step.Columns));
        }

        RequireStrata(step.Strata, single, question.Factors[2].Text);
        return new MantelhaenTotals(step.Rows, step.Columns, terms);
    }

    private static void RequireStrata(double strata, double single, string name)
    {
        if (strata < 2) throw new FedOncoException(ErrorReason.EmptyCohort, $"{name} has only one level in this cohort, so there are no strata. Use chisq.test(~ a + b) or fisher.test(~ a + b).");
        if (single > 0) throw new FedOncoException(ErrorReason.EmptyCohort, $"A stratum of {name} has a single row. Merge strata, or leave it out with subset.");
    }
}
