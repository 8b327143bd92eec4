using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>One secure sum of counts, and one of squared influences where the robust variance needs more; everything else is arithmetic on the totals.</summary>
public sealed class SurvfitProgram : IProgram<SurvfitTotals>
{
    private const int MostCells = 1 << 22;

    public async Task<SurvfitTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Survfit;
        var (totals, step) = await CountAsync(Require(SurvfitQuestion.Of(spec, context, [])), federation, cancellationToken).ConfigureAwait(false);
        if (!totals.NeedsInfluence) return totals;
        var curves = Influences(totals, CurveForm.Of(spec, totals.Question.Response.Lattice), context.Terms.MinimumPatients);
        var squares = await federation.SumAsync(new InfluenceSquaresStep(step, totals.Question, curves), cancellationToken).ConfigureAwait(false);
        return totals with { Influence = squares.Block("squares").ToArray() };
    }

    /// <summary>Counts by group and time, for everything that follows from curves.</summary>
    internal static async Task<SurvfitTotals> CountAsync(Formula formula, StudyContext context, IFederation federation, CancellationToken cancellationToken) =>
        (await CountAsync(Require(SurvfitQuestion.Of(formula, context, [])), federation, cancellationToken).ConfigureAwait(false)).Totals;

    private static async Task<(SurvfitTotals Totals, SurvivalCountsStep Step)> CountAsync(SurvfitQuestion question, IFederation federation, CancellationToken cancellationToken)
    {
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var groups = new GroupLabels(question.Groups, frame);
        if (groups.Count * question.Response.Lattice.Cells > MostCells)
            throw new FedOncoException(ErrorReason.TooLarge, "Too many groups for this many time points. Use fewer groups, or cut() them.");
        var step = new SurvivalCountsStep(frame, question.Response, groups, question.Weights);
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(total);
        if (question.Weights is not null) CaseWeights.RequirePositive(total);
        IReadOnlyList<string>? labels = groups.Any ? [.. Enumerable.Range(0, (int)groups.Count).Select(groups.Label)] : null;
        var totals = new SurvfitTotals(question, labels, total.Block("events").ToArray(), total.Block("censored").ToArray(), total.Block("entries").ToArray())
        {
            Weighted = question.Weights is null ? null : total,
        };
        return (totals, step);
    }

    private static List<CurveInfluence> Influences(SurvfitTotals totals, CurveForm form, double least)
    {
        var curves = new List<CurveInfluence>();
        for (var g = 0; g < (totals.Labels?.Count ?? 1); g++)
        {
            var own = form.IsGrouped ? GroupedCurve.Begin(totals, g, form, least) : form;
            curves.Add(CurveInfluence.Of(totals.Curve(g, own), own, totals.Question.Response.Lattice.Cells));
        }

        return curves;
    }

    private static SurvfitQuestion Require(SurvfitQuestion? question) => question ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
}
