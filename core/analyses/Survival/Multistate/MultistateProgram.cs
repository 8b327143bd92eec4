using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Multistate;

/// <summary>One sum of counts for the curves, one of squared influences for their standard errors.</summary>
internal sealed class MultistateProgram : IProgram<MultistateTotals>
{
    private const int MostCells = 1 << 22;

    /// <summary>Whether survfit() has an event with several states.</summary>
    public static bool IsAsked(StudyContext context) => SurvivalResponse.HasStates(context.Question.Analysis.Survfit.Formula, context);

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Survfit;
        SubsetCheck.Add(context, faults);
        MultistateQuestion.Of(spec, context, faults);
        if (spec.Times.Any(t => !double.IsFinite(t))) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "times = c(..) needs finite numbers."));
        return faults;
    }

    public async Task<MultistateTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = MultistateQuestion.Of(context.Question.Analysis.Survfit, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var groups = new GroupLabels(question.Groups, frame);
        int states = question.States.Count, cells = question.Response.Lattice.Cells;
        if (groups.Count * states * (states + 2) * cells > MostCells)
            throw new FedOncoException(ErrorReason.TooLarge, "Too many groups and states for this many time points. Use fewer, or cut() them.");
        var step = new MultistateCountsStep(question, frame, groups);
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(total);
        if (total.Scalar("overlaps") > 0)
            throw new FedOncoException(ErrorReason.DataNotConforming, "Some rows of a patient overlap in time. Check start, stop and id = at the centres.");
        var curves = new List<StateCurve>();
        for (var g = 0; g < (int)groups.Count; g++)
        {
            int wide = states * cells, widest = states * wide;
            curves.Add(StateCurve.Of(total.Block("moves").Slice(g * widest, widest), total.Block("entries").Slice(g * wide, wide), total.Block("ends").Slice(g * wide, wide), total.Block("censored").Slice(g * cells, cells), question.Response.Start is not null));
        }

        var squares = await federation.SumAsync(new InfluenceStep(step, curves), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string>? labels = groups.Any ? [.. Enumerable.Range(0, (int)groups.Count).Select(groups.Label)] : null;
        return new MultistateTotals(question, labels, curves, squares.Block("squares").ToArray(), total.Block("patients").ToArray());
    }
}
