using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Concordances;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Analyses.Survival.Survfit;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>
/// Validation of a published score: its Cox slope, Harrell's and Uno's C, and at each horizon the area under the ROC curve and the Brier score,
/// weighted by the pooled censoring curve, with standard errors from sums of squared influences.
/// </summary>
public sealed class SurvivalMetricsProgram : IProgram<SurvivalMetricsTotals>
{
    private const int MostTimes = 50;
    private const int MostBins = 4096;
    private const int MostExactBins = 20_000;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        var spec = context.Question.Analysis.SurvivalMetrics;
        var question = CoxQuestion.Of(AsCox(spec), context, faults);
        if (question is not null && (question.Variables.Terms.Terms is not [{ Length: 1 }] || question.Variables.Terms.Variables is not [{ IsFactor: false, Columns.Count: 1, Penalty: 0 }] || question.Variables.Terms.Offsets.Count > 0 || question.BySite || question.Strata.Count > 0))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "survival_metrics() takes one number at the right, the published score, as in Surv(time, event) ~ I(0.02 * age + 0.5 * nodes).", spec.Formula.Right));
        if (question?.Response.Start is not null)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "survival_metrics() needs everybody to be at risk from the start: write Surv(time, event).", spec.Formula.Left));
        var increasing = spec.Times.Zip(spec.Times.Skip(1), (a, b) => a < b).All(ok => ok);
        if (spec.Times.Count is 0 or > MostTimes || !increasing || spec.Times.Any(t => !(t > 0) || !double.IsFinite(t)))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"times = c(..) are up to {MostTimes} horizons above 0, increasing, in the unit of the times."));
        if (spec.Baseline.Count > 0 && (spec.Baseline.Count != spec.Times.Count || spec.Baseline.Any(s => s is not (> 0 and <= 1))))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "baseline = c(..) is the published survival probability of a score of 0 at each of times: as many numbers above 0 and up to 1."));
        return faults;
    }

    public async Task<SurvivalMetricsTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.SurvivalMetrics;
        var slope = await CoxProgram.FitAsync(AsCox(spec), context, federation, cancellationToken).ConfigureAwait(false);
        var model = slope.Model;
        var counts = await federation.SumAsync(new SurvivalCountsStep(model.Frame, model.Question.Response, model.Strata), cancellationToken).ConfigureAwait(false);
        var times = new EventTimes(counts.Block("events"), model.Question.Response.Lattice.Cells, model.Question.Efron);
        var bins = await ConcordanceProgram.BinsAsync(model, Validation.Unit, times, context, federation, cancellationToken).ConfigureAwait(false);
        var pairs = new ScoreTableStep(model, Validation.Unit, times, bins);
        var table = await federation.SumAsync(pairs, cancellationToken).ConfigureAwait(false);
        var harrell = await ConcordanceProgram.OfTableAsync(pairs, table, null, federation, cancellationToken).ConfigureAwait(false);
        var uno = await ConcordanceProgram.OfTableAsync(pairs, table, UnoWeights.Of(times, counts), federation, cancellationToken).ConfigureAwait(false);
        // The areas need no table by event time: finer bins.
        if (!bins.IsExact) bins = await ScoreSearch.FindAsync(model, Validation.Unit, context, MostBins, MostExactBins, federation, cancellationToken).ConfigureAwait(false);
        var validation = ValidationOf(spec, context, model, counts, times, bins);
        var (horizons, errors) = await MeasureAsync(validation, federation, cancellationToken).ConfigureAwait(false);
        return new SurvivalMetricsTotals(slope, harrell, uno, validation, horizons, errors);
    }

    private static CoxphSpec AsCox(SurvivalMetricsSpec spec) => new() { Formula = spec.Formula, Ties = spec.Ties };

    /// <summary>Horizons with events before and patients after them: with disclosure control as many as its least number.</summary>
    private static Validation ValidationOf(SurvivalMetricsSpec spec, StudyContext context, CoxModel model, Total counts, EventTimes times, ScoreBins bins)
    {
        var grid = model.Question.Response.Lattice;
        ReadOnlySpan<double> events = counts.Block("events"), censored = counts.Block("censored");
        var censoring = CensoringCurve.Of(events, censored);
        var curve = KaplanMeier.Of(new CurveCounts(events.ToArray(), censored.ToArray(), default), new CurveForm(grid.IsGrouped));
        double least = context.IsGuarded ? Math.Max(11, context.Terms.MinimumPatients) : 1;
        var horizons = new List<Horizon>();
        var survival = new List<(double, double)>();
        for (var k = 0; k < spec.Times.Count; k++)
        {
            var point = grid.Before(spec.Times[k]);
            var after = point < 0 || point + 1 >= grid.Cells ? 0 : censoring.Risk[point + 1];
            double before = 0;
            for (var t = 0; t <= point; t++) before += events[t];
            if (after < least || before < least) continue;
            horizons.Add(new Horizon(spec.Times[k], point, spec.Baseline.Count == 0 ? double.NaN : -StableMath.Log(spec.Baseline[k])));
            survival.Add(At(curve, point));
        }

        return new Validation(model, times, censoring, survival, horizons, bins);
    }

    private static (double Estimate, double Error) At(KaplanMeier curve, int point)
    {
        var last = -1;
        while (last + 1 < curve.Times.Length && curve.Times[last + 1] <= point) last++;
        return last < 0 ? (1, 0) : (curve.Survival[last], curve.Error[last]);
    }

    private static async Task<(IReadOnlyList<HorizonErrors> Horizons, IReadOnlyList<double> Errors)> MeasureAsync(Validation validation, IFederation federation, CancellationToken cancellationToken)
    {
        var count = validation.Horizons.Count;
        if (count == 0) return ([], []);
        var total = await federation.SumAsync(new HorizonTableStep(validation), cancellationToken).ConfigureAwait(false);
        var tables = new List<HorizonTable>();
        for (var k = 0; k < count; k++) tables.Add(new HorizonTable(validation, total, k));
        var positions = await federation.SumAsync(new CasePositionsStep(validation, tables), cancellationToken).ConfigureAwait(false);
        var slots = validation.Times.Slots.Length;
        var horizons = new List<HorizonErrors>();
        for (var k = 0; k < count; k++) horizons.Add(new HorizonErrors(validation, k, tables[k], total, positions.Block("positions").Slice(k * slots, slots)));
        var step = new InfluenceSquaresStep(validation, horizons);
        var squares = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
        var errors = new double[count * step.Measures];
        var n = validation.Patients;
        for (var m = 0; m < errors.Length; m++)
        {
            double sum = squares.Block("sums")[m], square = squares.Block("squares")[m];
            errors[m] = Math.Sqrt((square - (sum * sum / n)) / (n - 1) / n);
        }

        return (horizons, errors);
    }
}
