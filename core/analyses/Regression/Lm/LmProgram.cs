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

    public async Task<LmTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Lm;
        var question = ModelQuestion.Of(spec.Formula, spec.Weights, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var moments = new MomentsStep(frame, question, net: true);
        var first = await federation.SumAsync(moments, cancellationToken).ConfigureAwait(false);
        var weight = first.Scalar("weight");
        if (weight == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "All weights are zero.");
        var means = frame.Intercept ? Divide(first.Block("columns"), weight) : new double[frame.Columns.Count];
        var responseMean = frame.Intercept ? first.Scalar("response") / weight : -moments.Scaling.Centre / moments.Scaling.HalfRange;
        var design = new CentredDesign(frame, means);
        LmStep Step(double[] b, bool products) => new(frame, question, moments.Scaling, means, responseMean, b, products);

        var b = new double[design.Size];
        var total = await federation.SumAsync(Step([.. b], true), cancellationToken).ConfigureAwait(false);
        var totalSquares = total.Scalar("squares");
        var matrix = Packed.Unpack(total.Block("products"), design.Size);
        var solver = SymmetricSolver.Factor(matrix, design.Size, RawNorms(design, matrix, weight));
        var change = double.PositiveInfinity;
        for (var i = 0; i < MostRefinements; i++)
        {
            var delta = solver.Solve(total.Block("score"));
            var size = Largest(delta, b);
            if (size >= change) break;
            for (var j = 0; j < b.Length; j++) b[j] += delta[j];
            total = await federation.SumAsync(Step([.. b], false), cancellationToken).ConfigureAwait(false);
            change = size;
            if (size < 1e-13) break;
        }

        var meat = spec.Vcov == RobustVariance.Unspecified ? null : await MeatAsync(Step([.. b], false), solver.Inverse(), spec.Vcov, federation, cancellationToken).ConfigureAwait(false);
        return new LmTotals(design, solver, b, total.Scalar("squares"), totalSquares, responseMean, first.Scalar("used"), first.Scalar("log weight"), moments.Scaling, meat);
    }

    private static async Task<double[]> MeatAsync(LmStep fit, double[] inverse, RobustVariance kind, IFederation federation, CancellationToken cancellationToken)
    {
        var total = await federation.SumAsync(new LmSandwichStep(fit, inverse, kind == RobustVariance.Hc3), cancellationToken).ConfigureAwait(false);
        if (total.Scalar("saturated") > 0)
            throw new FedOncoException(ErrorReason.NotFinite, "A row determines its own fitted value (leverage 1), so HC3 has no value. Merge rare levels, or use vcov = \"HC1\".");
        return Packed.Unpack(total.Block("meat"), fit.Size);
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
