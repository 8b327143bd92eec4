using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>
/// Harrell's C of a variable or of a Cox model's linear predictor. With strata(site) pairs are compared inside each centre, exactly.
/// Otherwise scores are put into bins that all centres share, so that a table by event time and bin has every pair but those
/// within one bin: these count as ties, and half of them bounds the error.
/// </summary>
public sealed class ConcordanceProgram : IProgram<ConcordanceTotals>
{
    private const int MostBins = 256;
    private const int MostElements = 1 << 20;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        var spec = context.Question.Analysis.Concordance;
        var question = CoxQuestion.Of(AsCox(spec), context, faults);
        if (question is not null && !spec.Fit && (question.Variables.Terms.Terms.Count != 1 || question.Variables.Terms.Variables.Any(v => v.IsFactor) || question.Variables.Terms.Offsets.Count > 0))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "concordance() takes one number at the right, as in Surv(time, event) ~ age, or a model: concordance(coxph(..)).", spec.Formula.Right));
        if (question?.Response.Start is not null && IsUno(spec))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "timewt = \"n/G2\" needs everybody to be at risk from the start: write Surv(time, event), or leave timewt out.", spec.Formula.Left));
        return faults;
    }

    public async Task<ConcordanceTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Concordance;
        var (model, coefficients) = spec.Fit ? await FittedAsync(context, federation, cancellationToken).ConfigureAwait(false) : await PlainAsync(context, federation, cancellationToken).ConfigureAwait(false);
        var n = model.Frame.Complete;
        if (model.Question.BySite)
        {
            var inside = await federation.SumAsync(new SitePairsStep(model, coefficients, IsUno(spec)), cancellationToken).ConfigureAwait(false);
            return ConcordanceTotals.Of(inside, n);
        }

        var deaths = await federation.SumAsync(new CoxCountsStep(model), cancellationToken).ConfigureAwait(false);
        var times = EventTimes.Of(model, deaths);
        if (times.Slots.Length == 0) throw new FedOncoException(ErrorReason.NoEvents, "Nobody in this cohort has the event. Widen the subset, or check the coding of the event.");
        var weights = IsUno(spec) ? UnoWeights.Of(times, await federation.SumAsync(new SurvivalCountsStep(model.Frame, model.Question.Response, model.Strata, model.Question.Weights), cancellationToken).ConfigureAwait(false)) : null;
        var bins = await BinsAsync(model, coefficients, times, context, federation, cancellationToken).ConfigureAwait(false);
        var step = new ScoreTableStep(model, coefficients, times, bins);
        var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        return await OfTableAsync(step, total, weights, federation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>C and its error from a table by event time and bin.</summary>
    /// <param name="step">The table's step.</param>
    /// <param name="total">Its total.</param>
    /// <param name="weights">What the pairs of a death count by event time; null for 1.</param>
    /// <param name="federation">Of the run.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    internal static async Task<ConcordanceTotals> OfTableAsync(ScoreTableStep step, Total total, double[]? weights, IFederation federation, CancellationToken cancellationToken)
    {
        var (model, bins) = (step.Model, step.Bins);
        var table = ScoreTable.Of(step, total, weights);
        var heaviest = 1.0;
        foreach (var weight in weights ?? []) heaviest = Math.Max(heaviest, weight);
        var influence = table.Pairs == 0 ? null : await federation.SumAsync(new InfluenceStep(step, table, heaviest), cancellationToken).ConfigureAwait(false);
        return new ConcordanceTotals(model.Frame.Complete, table.Concordant, table.Discordant, table.TiedScore, table.TiedTime, table.TiedBoth, influence is null ? double.NaN : Math.Sqrt(influence.Scalar("squares")) / table.Pairs)
        {
            Bound = bins.IsExact ? 0 : table.TiedScore / 2 / table.Pairs,
            Note = model.Question.Response.Lattice.Note,
        };
    }

    private static bool IsUno(ConcordanceSpec spec) => spec.Timewt == TimeWeight.Uno;

    internal static CoxphSpec AsCox(ConcordanceSpec spec) => new() { Formula = spec.Formula, Ties = spec.Ties, Weights = spec.Weights, Cluster = spec.Cluster };

    private static async Task<(CoxModel, double[])> FittedAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var fit = await CoxProgram.FitAsync(AsCox(context.Question.Analysis.Concordance), context, federation, cancellationToken).ConfigureAwait(false);
        return (fit.Model, fit.Fit.Coefficients);
    }

    /// <summary>The variable itself: its scaled column times half its range.</summary>
    private static async Task<(CoxModel, double[])> PlainAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = CoxQuestion.Of(AsCox(context.Question.Analysis.Concordance), context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var moments = await federation.SumAsync(new CoxMomentsStep(question, frame), cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(moments);
        if (question.Weights is not null) CaseWeights.RequirePositive(moments);
        return (new CoxModel(question, frame, new GroupLabels(question.Strata, frame), new double[frame.Columns.Count]), [.. frame.Columns.Select(_ => 1.0)]);
    }

    /// <summary>The points of a lattice where there are few; otherwise shared bins, so many that the table stays small.</summary>
    internal static Task<ScoreBins> BinsAsync(CoxModel model, double[] coefficients, EventTimes times, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        int room = MostElements / (2 * times.Slots.Length), most = Math.Clamp(room, 8, MostBins);
        var column = model.Frame.Columns[0];
        if (model.Size == 1 && model.Frame.Variables.Terms.Offsets.Count == 0 && column.Parts is [{ Level: -1 } part] && part.Column.Type.GridCells <= most)
            return Task.FromResult(ScoreBins.Lattice(column, part.Column.Type, model.Means[0], coefficients[0]));
        return ScoreSearch.FindAsync(model, coefficients, context, most, room, federation, cancellationToken);
    }
}
