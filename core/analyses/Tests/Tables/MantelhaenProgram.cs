using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>The frame, then one sum; ends in the terms summed over strata.</summary>
public sealed class MantelhaenProgram : IProgram<double[]>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        MantelhaenQuestion.Of(context, faults);
        return faults;
    }

    public async Task<double[]> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = MantelhaenQuestion.Of(context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        foreach (var factor in question.Factors.Take(2))
        {
            if (frame.UsedLevels(factor).Count != 2) throw new FedOncoException(ErrorReason.WrongArgument, $"{factor.Text} has {frame.UsedLevels(factor).Count} levels in this cohort; this version answers tables of 2 x 2 in each stratum.");
        }

        var total = await federation.SumAsync(new MantelhaenStep(frame, question), cancellationToken).ConfigureAwait(false);
        if (question.BySite) return total.Block("terms").ToArray();
        var terms = new double[MantelTerms.Length];
        var cells = total.Block("cells");
        for (var s = 0; s < cells.Length; s += 4) MantelTerms.Add(terms, cells[s], cells[s + 1], cells[s + 2], cells[s + 3]);
        return terms;
    }
}
