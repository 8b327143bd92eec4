using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Newton's method from zero with step halving; the log likelihood settles, then steps go on until they vanish.</summary>
public sealed class CoxProgram : IProgram<CoxTotals>
{
    private const int MostSteps = 50;
    private const int MostHalvings = 40;
    private const double Vanishing = 1e-10;

    public Task<CoxTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken) =>
        FitAsync(context.Question.Analysis.Coxph, context, federation, cancellationToken);

    /// <summary>The fit of a Cox model, for everything that starts from one.</summary>
    internal static async Task<CoxTotals> FitAsync(CoxphSpec spec, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = CoxQuestion.Of(spec, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var (model, events) = await ModelAsync(question, frame, federation, cancellationToken).ConfigureAwait(false);
        var likelihood = await LikelihoodAsync(model, context.IsGuarded, federation, cancellationToken).ConfigureAwait(false);
        return await FitAsync(model, events, likelihood, (m, b) => question.BySite ? Concordance.SumAsync(m, b, federation, cancellationToken) : Task.FromResult<(double, double)?>(null), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Means of the columns and the number of events, which must not be 0.</summary>
    internal static async Task<(CoxModel Model, double Events)> ModelAsync(CoxQuestion question, ModelFrame frame, IFederation federation, CancellationToken cancellationToken)
    {
        if (frame.Columns.Count == 0) throw new FedOncoException(ErrorReason.Aliased, "Every covariate is constant in this cohort. Widen the subset.");
        var moments = await federation.SumAsync(new CoxMomentsStep(question, frame), cancellationToken).ConfigureAwait(false);
        TimeLattice.Require(moments);
        var events = moments.Scalar("events");
        if (question.Weights is not null) CaseWeights.RequirePositive(moments);
        if (events == 0) throw new FedOncoException(ErrorReason.NoEvents, "Nobody in this cohort has the event. Widen the subset, or check the coding of the event.");
        var means = MeansOf(moments.Block("columns"), frame.Complete);
        var model = new CoxModel(question, frame, new GroupLabels(question.Strata, frame), means)
        {
            Variances = Scales(question) ? VariancesOf(await federation.SumAsync(new CoxSquaresStep(question, frame, means), cancellationToken).ConfigureAwait(false), frame.Complete) : null,
            IsRobust = question.Robust || (question.Weights is not null && moments.Scalar("fractional") > 0),
        };
        return (model, events);
    }

    /// <summary>Maximises a partial likelihood, whatever its sums.</summary>
    internal static async Task<CoxTotals> FitAsync(CoxModel model, double events, ICoxLikelihood likelihood, Func<CoxModel, double[], Task<(double Estimate, double Error)?>> concordance, CancellationToken cancellationToken)
    {
        var start = Require(await likelihood.AtAsync(new double[model.Size], cancellationToken).ConfigureAwait(false));
        var nullSolver = SymmetricSolver.Factor(start.Information, model.Size, tolerance: 1.818989e-12);
        if (nullSolver.Rank == 0) throw new FedOncoException(ErrorReason.Aliased, "No covariate varies among those at risk. Widen the subset.");
        var (fit, solver) = await FitAsync(model, likelihood, start, nullSolver, cancellationToken).ConfigureAwait(false);
        var c = await concordance(model, fit.Coefficients).ConfigureAwait(false);
        var robust = model.IsRobust
            ? CoxRobust.Of(solver.Inverse(), (await likelihood.RobustAsync(fit.Coefficients, cancellationToken).ConfigureAwait(false)).Meat, await likelihood.RobustAsync(new double[model.Size], cancellationToken).ConfigureAwait(false), model.Size)
            : null;
        return new CoxTotals(model, start, fit, solver, nullSolver, events, c, robust);
    }

    private static async Task<ICoxLikelihood> LikelihoodAsync(CoxModel model, bool guarded, IFederation federation, CancellationToken cancellationToken)
    {
        var likelihood = await PlainAsync(model, federation, cancellationToken).ConfigureAwait(false);
        if (guarded) likelihood = new GuardedLikelihood(model, likelihood, federation);
        return model.Penalties is { } penalties ? new PenalisedLikelihood(likelihood, penalties) : likelihood;
    }

    private static async Task<ICoxLikelihood> PlainAsync(CoxModel model, IFederation federation, CancellationToken cancellationToken)
    {
        if (model.Question.BySite) return new SiteStrataLikelihood(model, federation);
        if (model.Strata.Count * model.Question.Response.Lattice.Cells > SurvivalResponse.MostTimes)
            throw new FedOncoException(ErrorReason.TooLarge, "Too many strata for this many time points. Use strata(site), or fewer strata.");
        var total = await federation.SumAsync(new CoxCountsStep(model), cancellationToken).ConfigureAwait(false);
        return new CommonBaselineLikelihood(model, EventTimes.Of(model, total), federation);
    }

    private static async Task<(NewtonPoint Fit, SymmetricSolver Solver)> FitAsync(CoxModel model, ICoxLikelihood likelihood, NewtonPoint start, SymmetricSolver aliased, CancellationToken cancellationToken)
    {
        var point = start;
        var settled = 0;
        var delta = start.Score;
        for (var step = 0; step < MostSteps; step++)
        {
            var solver = aliased.Refactor(point.Information);
            delta = solver.Solve(point.Score);
            var next = await AdvanceAsync(likelihood, point, delta, cancellationToken).ConfigureAwait(false);
            var gain = Math.Abs(next.LogLikelihood - point.LogLikelihood) / (Math.Abs(next.LogLikelihood) + 1e-30);
            settled = gain < 1e-9 ? settled + 1 : 0;
            point = next;
            if (Largest(delta) < Vanishing) return (point, aliased.Refactor(point.Information));
            if (settled >= 6) break;
        }

        throw settled > 0 ? Infinite(model, delta) : new FedOncoException(ErrorReason.NoConvergence, $"The fit did not settle in {MostSteps} steps. Simplify the model or rescale its variables.");
    }

    private static async Task<NewtonPoint> AdvanceAsync(ICoxLikelihood likelihood, NewtonPoint point, double[] delta, CancellationToken cancellationToken)
    {
        var scale = 1.0;
        for (var i = 0; i < MostHalvings; i++, scale /= 2)
        {
            var next = new double[delta.Length];
            for (var j = 0; j < next.Length; j++) next[j] = point.Coefficients[j] + (scale * delta[j]);
            if (await likelihood.AtAsync(next, cancellationToken).ConfigureAwait(false) is not { } reached) continue;
            if (reached.LogLikelihood >= point.LogLikelihood - (1e-10 * Math.Abs(point.LogLikelihood))) return reached;
        }

        throw new FedOncoException(ErrorReason.NoConvergence, "No step raises the likelihood any more. Simplify the model or rescale its variables.");
    }

    private static NewtonPoint Require(NewtonPoint? point) => point
        ?? throw new FedOncoException(ErrorReason.OutOfBounds, "The risks may become too large to add exactly. Rescale the offset.");

    private static bool Scales(CoxQuestion question)
    {
        foreach (var variable in question.Variables.Terms.Variables)
        {
            if (variable.ScalesPenalty) return true;
        }

        return false;
    }

    private static double[] VariancesOf(Total total, double rows)
    {
        var variances = total.Block("squares").ToArray();
        for (var j = 0; j < variances.Length; j++) variances[j] /= rows - 1;
        return variances;
    }

    private static double[] MeansOf(ReadOnlySpan<double> sums, double rows)
    {
        var means = new double[sums.Length];
        for (var j = 0; j < means.Length; j++) means[j] = sums[j] / rows;
        return means;
    }

    private static double Largest(double[] delta)
    {
        var most = 0.0;
        foreach (var d in delta) most = Math.Max(most, Math.Abs(d));
        return most;
    }

    private static FedOncoException Infinite(CoxModel model, double[] direction)
    {
        var worst = 0;
        for (var j = 1; j < direction.Length; j++)
        {
            if (Math.Abs(direction[j]) > Math.Abs(direction[worst])) worst = j;
        }

        return new FedOncoException(ErrorReason.InfiniteCoefficient, $"The likelihood keeps growing with the coefficient of {model.Frame.Columns[worst].Name}: its hazard ratio has no finite estimate. Leave the term out or merge its levels.");
    }
}
