using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Lm;

/// <summary>Least squares from sums: centred and scaled normal equations, then refinement on exact residuals until it stands still.</summary>
/// <remarks>Source: Golub and Van Loan (2013), sections 5.3 and 3.5.3 (fixed-precision refinement of a least-squares solution).</remarks>
public sealed class LmProgram : IProgram<LmTotals>
{
    private const int MostRefinements = 6;

    /// <summary>Relative change below which the coefficients stand still.</summary>
    private const double Settled = 1e-13;

    public async Task<LmTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Lm;
        var question = ModelQuestion.Of(spec.Formula, spec.Weights, spec.Vcov, spec.Cluster, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        question = question with { Variables = question.Variables with { OthersInBlocks = [question.Response] } };
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var moments = new MomentsStep(frame, question, net: true);
        var first = await federation.SumAsync(moments, cancellationToken).ConfigureAwait(false);
        var weight = first.Scalar("weight");
        if (weight == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "All weights are zero.");
        var means = frame.Intercept ? Divide(first.Block("columns"), weight) : new double[frame.Columns.Count];
        var responseMean = frame.Intercept ? first.Scalar("response") / weight : -moments.Scaling.Centre / moments.Scaling.HalfRange;
        var design = new CentredDesign(frame, means);
        LmStep Step(CentredDesign on, double[] b, bool products) => new(on, question, moments.Scaling, responseMean, b, products);

        var hasOffset = frame.Variables.Terms.Offsets.Count > 0;
        var b = new double[design.Size];
        var total = await federation.SumAsync(Step(design, [.. b], true), cancellationToken).ConfigureAwait(false);
        var totalSquares = total.Scalar("squares");
        var norms = RawNorms(design, Packed.Unpack(total.Block("products"), design.Size), weight);
        (design, var solver, total) = await Conditioning.OfAsync(design, total, norms, weight, on => federation.SumAsync(Step(on, new double[on.Size], true), cancellationToken)).ConfigureAwait(false);
        var (change, squares, moved) = (double.PositiveInfinity, double.NaN, 0.0);
        for (var i = 0; i < MostRefinements; i++)
        {
            var delta = solver.Solve(total.Block("score"));
            var size = Largest(delta, b);
            if (size >= change) break;
            for (var j = 0; j < b.Length; j++) b[j] += delta[j];
            if (size < Settled && !hasOffset)
            {
                // Residuals change in the second order of what was added: another sum would tell nothing new.
                squares = total.Scalar("squares");
                for (var j = 0; j < b.Length; j++) squares -= delta[j] * total.Block("score")[j];
                moved = design.PredictorBound(delta);
                break;
            }

            total = await federation.SumAsync(Step(design, [.. b], false), cancellationToken).ConfigureAwait(false);
            change = size;
            if (size < Settled) break;
        }

        // With as many coefficients as rows the fit is perfect.
        var isPerfect = first.Scalar("used") <= solver.Rank;
        var residual = !isPerfect ? Math.Max(0, double.IsNaN(squares) ? total.Scalar("squares") : squares) : 0;
        var kind = ModelQuestion.VarianceOf(spec.Vcov, spec.Cluster);
        var meat = kind == RobustVariance.Unspecified ? null : await MeatAsync(new LmSandwichStep(Step(design, [.. b], false), solver.Inverse(), kind, residual, moved), federation, cancellationToken).ConfigureAwait(false);
        // What the meat would hold is rounding; with HC3 it is 0 / 0.
        if (isPerfect && meat is { Kind: not RobustVariance.Hc3 }) meat = meat with { Meat = new double[meat.Meat.Length] };
        return new LmTotals(design, solver, b, residual, totalSquares, responseMean, first.Scalar("used"), first.Scalar("log weight"), moments.Scaling, meat) { FittedSquares = FittedSquares(total, design, weight) };
    }

    private static async Task<RobustMeat> MeatAsync(LmSandwichStep step, IFederation federation, CancellationToken cancellationToken)
    {
        var meat = RobustMeatStep.Read(await federation.SumAsync(step, cancellationToken).ConfigureAwait(false), step.Kind, step.Fit.Size);
        return meat with { Meat = [.. meat.Meat.Select(v => v / step.Unit / step.Unit)] };
    }

    /// <summary>Of fitted values with their offset, about their mean (about 0 without an intercept); NaN where there is no offset.</summary>
    private static double FittedSquares(Total total, CentredDesign design, double weight)
    {
        if (design.Frame.Variables.Terms.Offsets.Count == 0) return double.NaN;
        double sum = total.Scalar("fitted"), squares = total.Scalar("fitted squares");
        return design.Intercept ? squares - (sum * sum / weight) : squares;
    }

    /// <summary>Squared norms of the columns before centring: what R's rank decision is relative to.</summary>
    internal static double[] RawNorms(CentredDesign design, double[] matrix, double weight)
    {
        var size = design.Size;
        var first = design.Intercept ? 1 : 0;
        var norms = new double[size];
        for (var j = 0; j < size; j++) norms[j] = matrix[(j * size) + j];
        for (var j = 0; j < design.Means.Length && design.Intercept; j++)
        {
            var mean = design.Means[j] + (design.Frame.Columns[j].Centre / design.Frame.Columns[j].HalfRange);
            norms[j + first] += weight * mean * mean;
        }

        return norms;
    }

    private static double[] Divide(ReadOnlySpan<double> sums, double by)
    {
        var result = new double[sums.Length];
        for (var i = 0; i < result.Length; i++) result[i] = sums[i] / by;
        return result;
    }

    private static double Largest(double[] delta, double[] b)
    {
        double change = 0, scale = 1e-300;
        for (var j = 0; j < b.Length; j++)
        {
            change = Math.Max(change, Math.Abs(delta[j]));
            scale = Math.Max(scale, Math.Abs(b[j] + delta[j]));
        }

        return change / scale;
    }
}
