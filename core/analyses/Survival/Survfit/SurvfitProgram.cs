using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>One secure sum of counts; everything else is arithmetic on the total.</summary>
public sealed class SurvfitProgram : IProgram<SurvfitTotals>
{
    private const int MostCells = 1 << 22;

    public Task<SurvfitTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken) =>
        CountAsync(context.Question.Analysis.Survfit.Formula, context, federation, cancellationToken, context.Question.Analysis.Survfit.Weights);

    /// <summary>Counts by group and time, for everything that follows from curves.</summary>
    internal static async Task<SurvfitTotals> CountAsync(Formula formula, StudyContext context, IFederation federation, CancellationToken cancellationToken, string weights = "")
    {
        var question = SurvfitQuestion.Of(formula, context, [], weights) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var groups = new GroupLabels(question.Groups, frame);
        if (groups.Count * question.Response.Lattice.Cells > MostCells)
            throw new FedOncoException(ErrorReason.TooLarge, "Too many groups for this many time points. Use fewer groups, or cut() them.");
        var total = await federation.SumAsync(new SurvivalCountsStep(frame, question.Response, groups, question.Weights), cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(total);
        if (question.Weights is not null) RequireWeights(question, total);
        IReadOnlyList<string>? labels = groups.Any ? [.. Enumerable.Range(0, (int)groups.Count).Select(groups.Label)] : null;
        return new SurvfitTotals(question, labels, total.Block("events").ToArray(), total.Block("censored").ToArray(), total.Block("entries").ToArray())
        {
            Weighted = question.Weights is null ? null : total,
        };
    }

    private static void RequireWeights(SurvfitQuestion question, Total total)
    {
        CaseWeights.RequirePositive(total);
        if (question.Response.Start is not null && total.Scalar("fractional") > 0)
            throw new FedOncoException(ErrorReason.NotYet, "Weights that are no whole numbers together with delayed entry are not in this version yet: the robust variance needs both times of a patient. Use whole weights, or leave the entry out.");
    }
}
