using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Iteratively reweighted least squares with step halving, to R's rule at epsilon = 1e-14.</summary>
/// <remarks>Standard errors come from the weights of the last least squares fit, as in R: at this epsilon they differ from those at
/// the solution by less than 1e-6 of their value. Separation: the deviance settles while coefficients keep moving (Albert and Anderson 1984).</remarks>
public sealed class GlmProgram : IProgram<GlmTotals>
{
    private const int MostSteps = 100;
    private const int MostHalvings = 40;
    private const double Settled = 1e-8;
    private const double StandsStill = 1e-14;
    private const double Vanishing = 1e-4;

    public async Task<GlmTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Glm;
        var question = ModelQuestion.Of(spec.Formula, spec.Weights, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        GlmChecks.RequireTwoLevels(frame, question);
        var first = await federation.SumAsync(new MomentsStep(frame, question, net: false), cancellationToken).ConfigureAwait(false);
        var weight = first.Scalar("weight");
        if (weight == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "All weights are zero.");
        var model = new GlmModel(frame, question, GlmFamily.For(spec.Family), MeansOf(frame, first, weight));
        var summary = await federation.SumAsync(new GlmSummaryStep(model), cancellationToken).ConfigureAwait(false);
        GlmChecks.RequireRange(model, summary, weight);

        var fit = await FitAsync(model, StandsStill, federation, cancellationToken).ConfigureAwait(false);
        var nullDeviance = model.Frame.Variables.Terms.Offsets.Count == 0
            ? (await federation.SumAsync(new GlmNullStep(model, model.Frame.Intercept ? summary.Scalar("response") / weight : AtZero(spec.Family)), cancellationToken).ConfigureAwait(false)).Scalar("deviance")
            : await NullAsync(model, fit.StartIntercept, federation, cancellationToken).ConfigureAwait(false);
        return new GlmTotals(model, fit.Solver, fit.Coefficients, fit.Deviance, nullDeviance, summary.Scalar("saturated"), weight, first.Scalar("log weight"), fit.Pearson, first.Scalar("used"), fit.Steps);
    }

    /// <param name="model">The model.</param>
    /// <param name="standsStill">Relative change of the deviance at which R's rule stops.</param>
    /// <param name="federation">Where sums come from.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    internal static async Task<Fit> FitAsync(GlmModel model, double standsStill, IFederation federation, CancellationToken cancellationToken)
    {
        var size = model.Design.Size;
        var start = await federation.SumAsync(new GlmStartStep(model), cancellationToken).ConfigureAwait(false);
        var matrix = Packed.Unpack(start.Block("products"), size);
        var solver = SymmetricSolver.Factor(matrix, size, NormsOf(model, matrix));
        var b = solver.Solve(start.Block("response"));
        var total = await federation.SumAsync(GlmChecks.RequireStep(GlmStep.Create(model, b)), cancellationToken).ConfigureAwait(false);
        var settled = 0;
        var delta = b;
        for (var step = 1; step <= MostSteps; step++)
        {
            var deviance = total.Scalar("deviance");
            solver = solver.Refactor(Packed.Unpack(total.Block("information"), size));
            delta = solver.Solve(total.Block("score"));
            (b, total) = await AdvanceAsync(model, b, delta, deviance, federation, cancellationToken).ConfigureAwait(false);
            var now = total.Scalar("deviance");
            var change = Math.Abs(now - deviance) / (Math.Abs(now) + 0.1);
            settled = change < Settled ? settled + 1 : 0;
            if (change < standsStill && Movement(delta, b) < Vanishing)
                return new Fit(solver, b, now, model.Family.HasDispersion ? total.Scalar("pearson") : double.NaN, start.Block("response")[0] / Math.Max(matrix[0], 1e-300), step);
            if (settled >= (model.Family.IsCanonical ? 6 : 30)) break;
        }

        throw settled > 0 || total.Scalar("boundary") > 0
            ? GlmChecks.Separated(model, delta)
            : new FedOncoException(ErrorReason.NoConvergence, $"The fit did not settle in {MostSteps} steps. Simplify the model or rescale its variables.");
    }

    /// <summary>Takes the step, halved until the numbers fit and the deviance does not grow.</summary>
    private static async Task<(double[] Coefficients, Total Total)> AdvanceAsync(GlmModel model, double[] b, double[] delta, double deviance, IFederation federation, CancellationToken cancellationToken)
    {
        var scale = 1.0;
        for (var i = 0; i < MostHalvings; i++, scale /= 2)
        {
            var next = new double[b.Length];
            for (var j = 0; j < next.Length; j++) next[j] = b[j] + (scale * delta[j]);
            if (GlmStep.Create(model, next) is not { } step) continue;
            var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
            if (total.Scalar("deviance") <= deviance + (1e-10 * (Math.Abs(deviance) + 0.1))) return (next, total);
        }

        throw new FedOncoException(ErrorReason.NoConvergence, "No step lowers the deviance any more. Simplify the model or rescale its variables.");
    }

    /// <summary>The mean at a linear predictor of 0.</summary>
    private static double AtZero(FamilySpec family) => family.Family switch
    {
        Family.Binomial or Family.Quasibinomial => family.Link == Link.Cloglog ? 1 - StableMath.Exp(-1) : 0.5,
        Family.Gaussian => 0,
        _ => 1,
    };

    /// <summary>Deviance of intercept and offset alone, by its own Newton steps.</summary>
    internal static async Task<double> NullAsync(GlmModel model, double intercept, IFederation federation, CancellationToken cancellationToken)
    {
        var b = new double[model.Design.Size];
        if (model.Frame.Intercept) b[0] = intercept;
        var fixedStart = !model.Frame.Intercept;
        for (var step = 0; step < MostSteps; step++)
        {
            var total = await federation.SumAsync(GlmChecks.RequireStep(GlmStep.Create(model, b)), cancellationToken).ConfigureAwait(false);
            var score = total.Block("score");
            var delta = fixedStart ? 0 : score[0] / total.Block("information")[0];
            if (Math.Abs(delta) < 1e-7) return total.Scalar("deviance") - (fixedStart ? 0 : score[0] * delta);
            b = [.. b];
            b[0] += Math.Clamp(delta, -2, 2);
        }

        throw new FedOncoException(ErrorReason.NoConvergence, "The null model did not settle. Check the offset.");
    }

    internal static double[] NormsOf(GlmModel model, double[] matrix)
    {
        var weights = model.Frame.Intercept ? matrix[0] : 0;
        return Lm.LmProgram.RawNorms(model.Design, matrix, weights);
    }

    internal static double[] MeansOf(ModelFrame frame, Total moments, double weight)
    {
        var means = new double[frame.Columns.Count];
        if (!frame.Intercept) return means;
        var sums = moments.Block("columns");
        for (var j = 0; j < means.Length; j++) means[j] = sums[j] / weight;
        return means;
    }

    private static double Movement(double[] delta, double[] b)
    {
        var most = 0.0;
        for (var j = 0; j < b.Length; j++) most = Math.Max(most, Math.Abs(delta[j]) / (1 + Math.Abs(b[j])));
        return most;
    }

    /// <param name="Solver">Information of the last least squares fit.</param>
    /// <param name="Coefficients">On the centred columns.</param>
    /// <param name="Deviance">At the coefficients.</param>
    /// <param name="Pearson">Pearson's statistic; NaN where the dispersion is 1.</param>
    /// <param name="StartIntercept">Where a null model starts.</param>
    /// <param name="Steps">Least squares fits.</param>
    internal sealed record Fit(SymmetricSolver Solver, double[] Coefficients, double Deviance, double Pearson, double StartIntercept, int Steps);
}
