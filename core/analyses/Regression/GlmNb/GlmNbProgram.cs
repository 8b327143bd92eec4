using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.GlmNb;

/// <summary>Newton's method on coefficients and log theta together, from the starting values of a Poisson fit, with step halving.</summary>
/// <remarks>Source: Lawless (1987); Venables and Ripley (2002), section 7.4. The joint maximum is what alternating fits tend to.</remarks>
public sealed class GlmNbProgram : IProgram<GlmNbTotals>
{
    private const int MostSteps = 100;
    private const int MostHalvings = 40;
    private const double AtTheEnd = 1e-15;
    private const double MostTheta = 1e7;
    private const double LeastTheta = 1e-7;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.GlmNb;
        SubsetCheck.Add(context, faults);
        if (ModelQuestion.Of(spec.Formula, spec.Weights, context, faults) is not { } question) return faults;
        var type = question.Response.Columns[0].Type;
        if (question.Response.IsFactor) faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{question.Response.Text} is a category; glm.nb() needs a count on the left.", spec.Formula.Left));
        else if (!type.IsBounded) faults.Add(new SpecificationFault(ErrorReason.Unbounded, $"{question.Response.Text} has no bounds that follow from the dictionary.", spec.Formula.Left));
        else if (type.Minimum < 0) faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{question.Response.Text} can be negative, which this family does not allow.", spec.Formula.Left));
        return faults;
    }

    public async Task<GlmNbTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.GlmNb;
        var question = ModelQuestion.Of(spec.Formula, spec.Weights, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var first = await federation.SumAsync(new MomentsStep(frame, question, net: false), cancellationToken).ConfigureAwait(false);
        var weight = first.Scalar("weight");
        if (weight == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "All weights are zero.");
        var poisson = new GlmModel(frame, question, new PoissonFamily(LogLink.Instance, quasi: false), GlmProgram.MeansOf(frame, first, weight));
        var summary = await federation.SumAsync(new GlmSummaryStep(poisson), cancellationToken).ConfigureAwait(false);
        GlmChecks.RequireRange(poisson, summary, weight);

        (poisson, var solver, var start) = await GlmProgram.ConditionAsync(poisson, federation, cancellationToken).ConfigureAwait(false);
        var (theta, total) = await FitAsync(poisson, solver, solver.Solve(start.Block("response")), federation, cancellationToken).ConfigureAwait(false);

        var model = poisson.OnColumns.For(new NegativeBinomialFamily(theta));
        // With theta known R fits once more from its own start: its standard errors are those of the weights it ends with.
        var last = await GlmProgram.FitAsync(model, AtTheEnd, StableMath.Log(summary.Scalar("response") / weight), federation, cancellationToken).ConfigureAwait(false);
        var mean = frame.Intercept ? summary.Scalar("response") / weight : 1;
        var nullDeviance = frame.Variables.Terms.Offsets.Count == 0
            ? (await federation.SumAsync(new GlmNullStep(model, mean), cancellationToken).ConfigureAwait(false)).Scalar("deviance")
            : await GlmProgram.NullAsync(model, last.StartIntercept, federation, cancellationToken).ConfigureAwait(false);
        var fit = new GlmTotals(last.Model, last.Solver, last.Coefficients, last.Deviance, nullDeviance, 0, weight, first.Scalar("log weight"), double.NaN, first.Scalar("used"), last.Steps);
        // - d2/dtheta2 = (- d2/d(log theta)2 + d/d(log theta)) / theta^2
        return new GlmNbTotals(fit, theta, (total.Scalar("theta information") + total.Scalar("theta score")) / (theta * theta), total.Scalar("likelihood"));
    }

    private static async Task<(double Theta, Total Total)> FitAsync(GlmModel model, SymmetricSolver solver, double[] b, IFederation federation, CancellationToken cancellationToken)
    {
        var theta = 1.0;
        var total = await federation.SumAsync(Require(GlmNbStep.Create(model, b, theta)), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < MostSteps; i++)
        {
            var (delta, change) = Direction(solver.Refactor(Packed.Unpack(total.Block("information"), b.Length)), total);
            var moved = Math.Abs(change);
            for (var j = 0; j < b.Length; j++) moved = Math.Max(moved, Math.Abs(delta[j]) / (1 + Math.Abs(b[j])));
            if (moved < 1e-13) return (theta, total);
            var (next, shape, now) = await AdvanceAsync(model, b, theta, delta, change, total.Scalar("likelihood"), federation, cancellationToken).ConfigureAwait(false);
            // At the rounding error of the sums no step raises the likelihood any more.
            if (moved < 1e-9) return (shape, now);
            if (shape > MostTheta) throw new FedOncoException(ErrorReason.NoConvergence, "The counts vary no more than a Poisson model allows, so theta grows without bound. Use glm(.., family = poisson).");
            (b, theta, total) = (next, shape, now);
        }

        throw new FedOncoException(ErrorReason.NoConvergence, $"The fit did not settle in {MostSteps} steps. Simplify the model or rescale its variables.");
    }

    /// <summary>Newton's step by block elimination; where the likelihood is not concave in log theta, up its slope instead.</summary>
    private static (double[] Delta, double Change) Direction(SymmetricSolver information, Total total)
    {
        var cross = total.Block("cross");
        double[] plain = information.Solve(total.Block("score")), turned = information.Solve(cross);
        double slope = total.Scalar("theta score"), curvature = total.Scalar("theta information");
        for (var j = 0; j < plain.Length; j++)
        {
            slope += cross[j] * plain[j];
            curvature -= cross[j] * turned[j];
        }

        var change = curvature > 0 ? Math.Clamp(slope / curvature, -2, 2) : slope > 0 ? 1 : -1;
        for (var j = 0; j < plain.Length; j++) plain[j] += turned[j] * change;
        return (plain, change);
    }

    private static async Task<(double[] Coefficients, double Theta, Total Total)> AdvanceAsync(GlmModel model, double[] b, double theta, double[] delta, double change, double likelihood, IFederation federation, CancellationToken cancellationToken)
    {
        var scale = 1.0;
        for (var i = 0; i < MostHalvings; i++, scale /= 2)
        {
            var next = new double[b.Length];
            for (var j = 0; j < next.Length; j++) next[j] = b[j] + (scale * delta[j]);
            var shape = Math.Max(LeastTheta, theta * StableMath.Exp(scale * change));
            if (GlmNbStep.Create(model, next, shape) is not { } step) continue;
            var total = await federation.SumAsync(step, cancellationToken).ConfigureAwait(false);
            if (total.Scalar("likelihood") >= likelihood - (1e-10 * (Math.Abs(likelihood) + 0.1))) return (next, shape, total);
        }

        throw new FedOncoException(ErrorReason.NoConvergence, "No step raises the likelihood any more. Simplify the model or rescale its variables.");
    }

    private static GlmNbStep Require(GlmNbStep? step) => step
        ?? throw new FedOncoException(ErrorReason.OutOfBounds, "The fitted values may become too large to add exactly. Rescale the variables or the offset.");
}
