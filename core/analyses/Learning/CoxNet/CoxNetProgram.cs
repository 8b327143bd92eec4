using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Learning.ElasticNet;
using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glmnet;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.CoxNet;

/// <summary>
/// The penalised partial likelihood, -(1/n) log PL + lambda (alpha |b|_1 + (1 - alpha)/2 |b|_2^2) on standardised columns, Breslow's
/// ties, by proximal Newton steps on the sums of a Cox model with a common baseline.
/// </summary>
/// <remarks>Sources: Simon, Friedman, Hastie and Tibshirani (2011), the objective; Lee, Sun and Saunders (2014), proximal Newton.</remarks>
internal static class CoxNetProgram
{
    private const int MostSteps = 100;
    private const int MostHalvings = 40;

    public static async Task<LearnerFit> FitAsync(FeatureSummary summary, CoxNetSpec spec, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        if (summary.Question.Survival is not { } survival) throw new FedOncoException(ErrorReason.WrongArgument, "cox_net() is for Surv(time, event) ~ ..");
        var prepared = new PreparedFrame(summary, context.Dataset.PatientKey, context.Terms.MinimumPatients);
        var response = survival with { Stop = prepared.InTraining(survival.Stop) };
        var question = new CoxQuestion(response, new FrameVariables(prepared.Terms, response.Variables), [], BySite: false, Efron: false, null, Robust: false);
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        if (frame.Columns.Count == 0) throw new FedOncoException(ErrorReason.WrongArgument, "There is nothing to penalise: no variable varies.");
        var moments = await federation.SumAsync(new CoxMomentsStep(question, frame), cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(moments);
        var model = new CoxModel(question, frame, new GroupLabels([], frame), Quotients(moments.Block("columns"), frame.Complete));
        var squares = await federation.SumAsync(new ColumnSquaresStep(model), cancellationToken).ConfigureAwait(false);
        var deaths = await federation.SumAsync(new CoxCountsStep(model), cancellationToken).ConfigureAwait(false);
        ICoxLikelihood likelihood = new CommonBaselineLikelihood(model, new EventTimes(deaths.Block("deaths"), response.Lattice.Cells, efron: false), federation);
        if (context.IsGuarded) likelihood = new GuardedLikelihood(model, likelihood, federation);
        var penalty = new Penalty(ScalesOf(squares.Block("squares"), frame.Complete), spec.HasAlpha ? spec.Alpha : 1, 1);
        var lambda = spec.HasLambda ? spec.Lambda : ElasticNetProgram.DefaultLambda;
        var (coefficients, residual) = await DescendAsync(likelihood, model, penalty, lambda, cancellationToken).ConfigureAwait(false);
        var (raw, intercept) = InUnits(model, coefficients);
        return new LearnerFit(prepared.Linear(frame.Columns, raw, intercept), [], 0) { Residual = residual };
    }

    private static async Task<(double[] Coefficients, double Residual)> DescendAsync(ICoxLikelihood likelihood, CoxModel model, Penalty penalty, double lambda, CancellationToken cancellationToken)
    {
        var n = model.Frame.Complete;
        var point = await likelihood.AtAsync(new double[model.Size], cancellationToken).ConfigureAwait(false) ?? throw Unsettled();
        var unit = Math.Max(penalty.Largest(Quotients(point.Score, n)), 1e-12);
        var last = double.PositiveInfinity;
        for (var i = 0; i < MostSteps; i++)
        {
            var slope = Quotients(point.Score, n);
            var off = penalty.Residual(lambda, point.Coefficients, slope);
            // The last digits of the sums: a step can no longer halve what is left.
            if (off <= 1e-14 * unit || (off < 1e-10 * unit && off > last / 2)) return (point.Coefficients, off);
            last = off;
            var h = Quotients(point.Information, n);
            var q = new double[slope.Length];
            for (var j = 0; j < q.Length; j++)
            {
                q[j] = slope[j];
                for (var k = 0; k < q.Length; k++) q[j] += h[(j * q.Length) + k] * point.Coefficients[k];
            }

            var target = PenalisedQuadratic.Minimise(h, q, penalty.First(lambda), penalty.Second(lambda), point.Coefficients);
            point = await AdvanceAsync(likelihood, penalty, lambda, n, point, target, cancellationToken).ConfigureAwait(false);
        }

        throw Unsettled();
    }

    private static async Task<NewtonPoint> AdvanceAsync(ICoxLikelihood likelihood, Penalty penalty, double lambda, double n, NewtonPoint from, double[] target, CancellationToken cancellationToken)
    {
        var objective = penalty.Value(lambda, from.Coefficients) - (from.LogLikelihood / n);
        var scale = 1.0;
        for (var i = 0; i < MostHalvings; i++, scale /= 2)
        {
            var next = new double[target.Length];
            for (var j = 0; j < next.Length; j++) next[j] = scale == 1 ? target[j] : from.Coefficients[j] + (scale * (target[j] - from.Coefficients[j]));
            if (await likelihood.AtAsync(next, cancellationToken).ConfigureAwait(false) is not { } point) continue;
            if (penalty.Value(lambda, next) - (point.LogLikelihood / n) <= objective + (1e-12 * (Math.Abs(objective) + 0.1))) return point;
        }

        throw Unsettled();
    }

    /// <summary>Coefficients of the raw columns; the intercept keeps scores centred at the mean.</summary>
    private static (double[] Raw, double Intercept) InUnits(CoxModel model, double[] coefficients)
    {
        var raw = new double[coefficients.Length];
        var intercept = 0.0;
        for (var j = 0; j < raw.Length; j++)
        {
            var column = model.Frame.Columns[j];
            raw[j] = coefficients[j] / column.HalfRange;
            intercept -= raw[j] * (column.Centre + (column.HalfRange * model.Means[j]));
        }

        return (raw, intercept);
    }

    private static double[] ScalesOf(ReadOnlySpan<double> squares, double rows)
    {
        var scales = new double[squares.Length];
        for (var j = 0; j < scales.Length; j++)
        {
            var deviation = Math.Sqrt(squares[j] / rows);
            scales[j] = deviation < 1e-14 ? -1 : deviation;
        }

        return scales;
    }

    private static double[] Quotients(ReadOnlySpan<double> values, double by)
    {
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++) result[i] = values[i] / by;
        return result;
    }

    private static FedOncoException Unsettled() => new(ErrorReason.NoConvergence, $"The fit did not settle in {MostSteps} steps. Use a larger penalty.");
}
