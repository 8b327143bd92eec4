using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>Newton's method on all parameters with step halving, to the last digits.</summary>
internal static class CategoryNewton
{
    private const int MostSteps = 100;
    private const int MostHalvings = 40;
    private const int MostSettled = 12;

    /// <summary>The sum at a point; null where its numbers could become too large, or the point is outside the parameter space.</summary>
    public delegate Task<CategoryPoint?> Evaluate(double[] parameters);

    /// <summary>Frame and means of a call.</summary>
    public static async Task<(CategoryModel Model, Total Moments, double[] Shares)> PrepareAsync(ModelQuestion question, IFederation federation, CancellationToken cancellationToken)
    {
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var moments = await federation.SumAsync(new MomentsStep(frame, question, net: false), cancellationToken).ConfigureAwait(false);
        var weight = moments.Scalar("weight");
        if (weight == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "All weights are zero.");
        var model = new CategoryModel(frame, question, GlmProgram.MeansOf(frame, moments, weight));
        var counts = await federation.SumAsync(new CategoryCountsStep(model), cancellationToken).ConfigureAwait(false);
        var shares = counts.Block("weights").ToArray();
        for (var k = 0; k < shares.Length; k++) shares[k] /= weight;
        return (model, moments, shares);
    }

    public static async Task<CategoryTotals> FitAsync(CategoryModel model, Total moments, double[] start, IReadOnlyList<string> names, Evaluate evaluate)
    {
        var b = start;
        var point = await evaluate(b).ConfigureAwait(false) ?? throw new FedOncoException(ErrorReason.OutOfBounds, "The numbers may become too large to add exactly. Rescale the variables.");
        var solver = SymmetricSolver.Factor(point.Information, b.Length);
        var settled = 0;
        var delta = b;
        for (var step = 0; step < MostSteps; step++)
        {
            solver = solver.Refactor(point.Information);
            delta = solver.Solve(point.Score);
            var moved = 0.0;
            for (var j = 0; j < b.Length; j++) moved = Math.Max(moved, Math.Abs(delta[j]) / (1 + Math.Abs(b[j])));
            if (moved < 1e-13) return Totals(model, moments, b, solver, point);
            var (next, now) = await AdvanceAsync(b, delta, point, evaluate).ConfigureAwait(false);
            settled = now.LogLikelihood - point.LogLikelihood < 1e-8 * (Math.Abs(point.LogLikelihood) + 0.1) ? settled + 1 : 0;
            (b, point) = (next, now);
            // Quadratic convergence: this step ended at the rounding error of the sums.
            if (moved < 1e-8) return Totals(model, moments, b, solver.Refactor(point.Information), point);
            if (settled > MostSettled) break;
        }

        if (settled == 0) throw new FedOncoException(ErrorReason.NoConvergence, $"The fit did not settle in {MostSteps} steps. Simplify the model or rescale its variables.");
        var worst = 0;
        for (var j = 1; j < delta.Length; j++)
        {
            if (Math.Abs(delta[j]) > Math.Abs(delta[worst])) worst = j;
        }

        throw new FedOncoException(ErrorReason.Separation, $"A category can be predicted perfectly with {names[worst]} (separation), so its coefficient has no finite estimate. Leave the term out or merge levels.");
    }

    private static async Task<(double[] Parameters, CategoryPoint Point)> AdvanceAsync(double[] b, double[] delta, CategoryPoint from, Evaluate evaluate)
    {
        var scale = 1.0;
        for (var i = 0; i < MostHalvings; i++, scale /= 2)
        {
            var next = new double[b.Length];
            for (var j = 0; j < next.Length; j++) next[j] = b[j] + (scale * delta[j]);
            if (await evaluate(next).ConfigureAwait(false) is { } point && point.LogLikelihood >= from.LogLikelihood - (1e-10 * (Math.Abs(from.LogLikelihood) + 0.1))) return (next, point);
        }

        throw new FedOncoException(ErrorReason.NoConvergence, "No step raises the likelihood any more. Simplify the model or rescale its variables.");
    }

    private static CategoryTotals Totals(CategoryModel model, Total moments, double[] b, SymmetricSolver solver, CategoryPoint point)
    {
        var estimated = new bool[b.Length];
        foreach (var j in solver.Used) estimated[j] = true;
        return new CategoryTotals(model, b, solver.Inverse(), estimated, point.LogLikelihood, moments.Scalar("used"), moments.Scalar("weight"));
    }
}
