using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.CoxZph;

/// <summary>The Cox fit, then information weighted by g(t) and g(t)^2: the score test that coefficients do not change with time.</summary>
/// <remarks>Source: Grambsch and Therneau (1994); Therneau and Grambsch (2000), section 6.2, as a score test with the exact information.</remarks>
public sealed class CoxZphProgram : IProgram<CoxZphTotals>
{
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        var spec = context.Question.Analysis.CoxZph;
        CoxQuestion.Of(AsCox(spec), context, faults);
        return faults;
    }

    public async Task<CoxZphTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.CoxZph;
        var fit = await CoxProgram.FitAsync(AsCox(spec), context, federation, cancellationToken).ConfigureAwait(false);
        var model = fit.Model;
        // strata(site) fits exact times, but curve and scale are shared: on the grid that the policy allows.
        var lattice = model.Question.BySite ? SurvivalResponse.Of(spec.Formula, context, [])!.Lattice : model.Question.Response.Lattice;
        var counts = await federation.SumAsync(new SurvivalCountsStep(model.Frame, model.Question.Response with { Lattice = lattice }, new GroupLabels([], model.Frame)), cancellationToken).ConfigureAwait(false);
        var curve = KaplanMeier.Of(new CurveCounts(counts.Block("events").ToArray(), counts.Block("censored").ToArray(), counts.Block("entries").ToArray()), new CurveForm(lattice.IsGrouped));
        var terms = Terms(model);
        var bins = spec.HasBins ? TimeBins.Of(counts.Block("events"), Math.Floor(spec.Bins), Math.Max(11, context.Terms.MinimumPatients)) : null;
        if (model.Question.BySite)
        {
            var (one, two) = await BySiteAsync(fit, spec.Transform, lattice, counts, curve, federation, cancellationToken).ConfigureAwait(false);
            return new CoxZphTotals(terms, Statistics(model.Size, terms, fit.Fit.Information, one, two), model.Frame.Complete)
            {
                Note = lattice.Note,
                Effects = bins is null ? null : TimeEffects.Of(model, fit.Fit.Coefficients, lattice, bins, await PartsBySiteAsync(fit, lattice, bins, federation, cancellationToken).ConfigureAwait(false)),
            };
        }

        var deaths = await federation.SumAsync(new CoxCountsStep(model), cancellationToken).ConfigureAwait(false);
        var times = EventTimes.Of(model, deaths);
        var scale = TimeScale.Of(spec.Transform, times, lattice.Value, curve);
        var step = RiskSetStep.Create(model, times, fit.Fit.Coefficients) ?? throw new FedOncoException(ErrorReason.OutOfBounds, "The risks may become too large to add exactly. Rescale the offset.");
        var risk = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        var first = await WeightedAsync(step, risk, scale, federation, cancellationToken).ConfigureAwait(false);
        var squares = new double[scale.Length];
        for (var t = 0; t < squares.Length; t++) squares[t] = scale[t] * scale[t];
        var second = await WeightedAsync(step, risk, squares, federation, cancellationToken).ConfigureAwait(false);
        return new CoxZphTotals(terms, Statistics(model.Size, terms, fit.Fit.Information, first, second), model.Frame.Complete)
        {
            Note = lattice.Note,
            Effects = bins is null ? null : TimeEffects.Of(model, fit.Fit.Coefficients, lattice, bins, await PartsAsync(step, risk, bins, federation, cancellationToken).ConfigureAwait(false)),
        };
    }

    /// <summary>Score and information of every part of the time axis: every event weighted by 1 in it and 0 elsewhere.</summary>
    private static async Task<IReadOnlyList<(double[] Score, double[] Information)>> PartsAsync(RiskSetStep step, Total risk, TimeBins bins, IFederation federation, CancellationToken cancellationToken)
    {
        var parts = new List<(double[], double[])>();
        for (var b = 0; b < bins.Count; b++)
        {
            var indicator = bins.Indicator(b, step.Times.Cells);
            var weights = new double[step.Times.Slots.Length];
            for (var t = 0; t < weights.Length; t++) weights[t] = indicator[step.Times.Slots[t] % step.Times.Cells];
            parts.Add(await WeightedAsync(step, risk, weights, federation, cancellationToken).ConfigureAwait(false));
        }

        return parts;
    }

    private static async Task<IReadOnlyList<(double[] Score, double[] Information)>> PartsBySiteAsync(CoxTotals fit, TimeGrid grid, TimeBins bins, IFederation federation, CancellationToken cancellationToken)
    {
        var parts = new List<(double[], double[])>();
        for (var b = 0; b < bins.Count; b++)
        {
            var total = await federation.SumAsync(new SiteStrataZphStep(fit.Model, fit.Fit.Coefficients, grid, bins.Indicator(b, grid.Cells)), cancellationToken).ConfigureAwait(false);
            parts.Add((total.Block("score").ToArray(), Packed.Unpack(total.Block("first"), fit.Model.Size)));
        }

        return parts;
    }

    private static async Task<((double[] Score, double[] Information) First, (double[] Score, double[] Information) Second)> BySiteAsync(
        CoxTotals fit, TimeTransform transform, TimeGrid grid, Total counts, KaplanMeier curve, IFederation federation, CancellationToken cancellationToken)
    {
        var p = fit.Model.Size;
        var times = new EventTimes(counts.Block("events"), grid.Cells, false);
        var scale = TimeScale.Of(transform, times, grid.Value, curve);
        var table = new double[grid.Cells];
        for (var t = 0; t < scale.Length; t++) table[times.Slots[t]] = scale[t];
        var total = await federation.SumAsync(new SiteStrataZphStep(fit.Model, fit.Fit.Coefficients, grid, table), cancellationToken).ConfigureAwait(false);
        return ((total.Block("score").ToArray(), Packed.Unpack(total.Block("first"), p)), ([], Packed.Unpack(total.Block("second"), p)));
    }

    private static CoxphSpec AsCox(CoxZphSpec spec) => new() { Formula = spec.Formula, Ties = spec.Ties, Weights = spec.Weights };

    /// <summary>Score and information with every event weighted by its time.</summary>
    private static async Task<(double[] Score, double[] Information)> WeightedAsync(RiskSetStep step, Total risk, double[] weights, IFederation federation, CancellationToken cancellationToken)
    {
        var p = step.Coefficients.Length;
        var terms = BaselineTerms.Of(step.Times, risk.Block("s0"), risk.Block("s1"), risk.Block("d0"), risk.Block("d1"), p, weights);
        var total = await federation.SumAsync(new InformationStep(step, terms.Hazard, terms.Tied, weights), cancellationToken).ConfigureAwait(false);
        var information = Packed.Unpack(total.Block("products"), p);
        for (var i = 0; i < information.Length; i++) information[i] -= terms.Squares[i];
        return (total.Block("score").ToArray(), information);
    }

    private static (string Label, int[] Columns)[] Terms(CoxModel model)
    {
        var terms = model.Frame.Variables.Terms;
        var labels = new List<(string, int[])>();
        for (var t = 0; t < terms.Terms.Count; t++)
        {
            var columns = new List<int>();
            for (var j = 0; j < model.Frame.Columns.Count; j++)
            {
                if (model.Frame.Columns[j].Term == t) columns.Add(j);
            }

            if (columns.Count > 0) labels.Add((string.Join(':', terms.Terms[t].Select(v => terms.Variables[v].Text)), [.. columns]));
        }

        return [.. labels];
    }

    /// <summary>u' I^-1 u on the coefficients and the time slopes of one term; all slopes together last.</summary>
    private static double[] Statistics(int p, (string Label, int[] Columns)[] terms, double[] i11, (double[] Score, double[] Information) first, (double[] Score, double[] Information) second)
    {
        var result = new double[terms.Length + 1];
        var all = new int[p];
        for (var j = 0; j < p; j++) all[j] = j;
        for (var t = 0; t <= terms.Length; t++)
        {
            var columns = t < terms.Length ? terms[t].Columns : all;
            var size = p + columns.Length;
            double[] matrix = new double[size * size], score = new double[size];
            for (var i = 0; i < p; i++)
            {
                for (var j = 0; j < p; j++) matrix[(i * size) + j] = i11[(i * p) + j];
                for (var j = 0; j < columns.Length; j++) matrix[(i * size) + p + j] = matrix[((p + j) * size) + i] = first.Information[(i * p) + columns[j]];
            }

            for (var i = 0; i < columns.Length; i++)
            {
                score[p + i] = first.Score[columns[i]];
                for (var j = 0; j < columns.Length; j++) matrix[((p + i) * size) + p + j] = second.Information[(columns[i] * p) + columns[j]];
            }

            var solved = SymmetricSolver.Factor(matrix, size, tolerance: 1e-14).Solve(score);
            for (var i = 0; i < size; i++) result[t] += score[i] * solved[i];
        }

        return result;
    }
}
