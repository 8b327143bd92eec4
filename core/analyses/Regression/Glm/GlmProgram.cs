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

    // Of the deviance: what the last step promises by the score, which for a fit that ends is about what it gains.
    private const double AtTheTop = 1e-9;

    // R takes every step that has possible means; only where that leads nowhere the deviance is made to fall.
    private const int FreeSteps = 25;
    private const double FreeRise = 4;

    // Of a pivot of the information against that of the start: fitted proportions at 0 and 1 leave none.
    private const double Collapsed = 1e-10;

    public async Task<GlmTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Glm;
        var question = ModelQuestion.Of(spec.Formula, spec.Weights, spec.Vcov, spec.Cluster, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        GlmChecks.RequireTwoLevels(frame, question);
        var first = await federation.SumAsync(new MomentsStep(frame, question, net: false), cancellationToken).ConfigureAwait(false);
        var weight = first.Scalar("weight");
        if (weight == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "All weights are zero.");
        var model = new GlmModel(frame, question, GlmFamily.For(spec.Family), MeansOf(frame, first, weight));
        var summary = await federation.SumAsync(new GlmSummaryStep(model), cancellationToken).ConfigureAwait(false);
        GlmChecks.RequireRange(model, summary, weight);

        var mean = summary.Scalar("response") / weight;
        model = model.In(GlmUnits.Of(model.Family, mean, model.ResponseReach));
        var fit = await FitAsync(model, StandsStill, Predictor(spec.Family, mean), federation, cancellationToken).ConfigureAwait(false);
        var nullMean = model.Frame.Intercept ? mean : AtZero(spec.Family);
        // Without an intercept the mean at a predictor of 0 may be at the edge, where the deviance has no bound.
        var nullDeviance = model.Frame.Variables.Terms.Offsets.Count > 0 ? await NullAsync(model, fit.StartIntercept, federation, cancellationToken).ConfigureAwait(false)
            : double.IsNaN(nullMean) || double.IsInfinity(nullMean) ? nullMean
            : model.Units.Read(await federation.SumAsync(new GlmNullStep(model, nullMean), cancellationToken).ConfigureAwait(false)).Scalar("deviance");
        var kind = ModelQuestion.VarianceOf(spec.Vcov, spec.Cluster);
        var meat = kind == RobustVariance.Unspecified ? null : await MeatAsync(fit, kind, federation, cancellationToken).ConfigureAwait(false);
        return new GlmTotals(fit.Model, fit.Solver, fit.Coefficients, fit.Deviance, nullDeviance, summary.Scalar("saturated"), weight, first.Scalar("log weight"), fit.Pearson, first.Scalar("used"), fit.Steps) { Meat = meat, RoundedDeviance = await RoundedAsync(fit, federation, cancellationToken).ConfigureAwait(false) };
    }

    /// <param name="model">The model.</param>
    /// <param name="standsStill">Relative change of the deviance at which R's rule stops.</param>
    /// <param name="middle">Predictor of the pooled mean: a point that has fitted values where the first has none.</param>
    /// <param name="federation">Where sums come from.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    internal static async Task<Fit> FitAsync(GlmModel model, double standsStill, double middle, IFederation federation, CancellationToken cancellationToken)
    {
        (model, var first, var start) = await ConditionAsync(model, federation, cancellationToken).ConfigureAwait(false);
        var size = model.Design.Size;
        var startIntercept = StartIntercept(model, start);
        var solver = first;
        var (b, total) = await FirstAsync(model, solver.Solve(start.Block("response")), middle, federation, cancellationToken).ConfigureAwait(false);
        var settled = 0;
        var delta = b;
        for (var step = 1; step <= MostSteps; step++)
        {
            var deviance = total.Scalar("deviance");
            if (model.IsUnbounded && Conditioning.Renew(model.Design, Packed.Unpack(total.Block("information"), size), solver.Used, b) is { } renewed)
            {
                (model, b) = (model.On(renewed.Design), renewed.Coefficients);
                total = await SumAsync(model, b, federation, cancellationToken).ConfigureAwait(false);
                if (total.Scalar("beyond") > 0) throw GlmChecks.Stuck;
                first = first.Refactor(Packed.Unpack(total.Block("information"), size));
            }

            solver = solver.Refactor(Packed.Unpack(total.Block("information"), size));
            delta = solver.Solve(total.Block("score"));
            var promised = Dot(total.Block("score"), delta);
            var before = b;
            if (await AdvanceAsync(model, b, delta, step <= FreeSteps ? (FreeRise * deviance) + 1 : deviance, federation, cancellationToken).ConfigureAwait(false) is not { } next)
                throw total.Scalar("boundary") > 0 || solver.LeastRelativeTo(first) < Collapsed ? GlmChecks.Separated(model, delta) : GlmChecks.Stuck;
            (b, total) = next;
            var now = total.Scalar("deviance");
            // R's 0.1 is for outcomes of usual size: with tiny ones R stops at the first step.
            var change = Math.Abs(now - deviance) / (Math.Abs(now) + (0.1 / model.Units.Deviance));
            settled = change < Settled ? settled + 1 : 0;
            // The deviance of large outcomes changes for ever by its own rounding; what a step promises has none.
            var isOver = settled >= (model.Family.IsCanonical ? 6 : 30);
            var stands = change < standsStill || (isOver && promised < standsStill * (Math.Abs(now) + (0.1 / model.Units.Deviance)));
            if (stands && Movement(delta, b) < Vanishing)
            {
                // Halved steps that end at the border of possible means: there is no maximum within it.
                if (promised > AtTheTop * (Math.Abs(now) + (0.1 / model.Units.Deviance))) throw GlmChecks.Stuck;
                if (total.Scalar("boundary") > 0 && solver.LeastRelativeTo(first) < Collapsed) throw GlmChecks.Separated(model, delta);
                return new Fit(model, solver, b, before, now, await PearsonAsync(model, before, b, total, federation, cancellationToken).ConfigureAwait(false), startIntercept, step);
            }

            if (isOver) break;
        }

        throw settled > 0 || total.Scalar("boundary") > 0
            ? GlmChecks.Separated(model, delta)
            : new FedOncoException(ErrorReason.NoConvergence, $"The fit did not settle in {MostSteps} steps. Simplify the model or rescale its variables.");
    }

    /// <summary>One Newton step's sums in the units of the call.</summary>
    private static async Task<Total> SumAsync(GlmModel model, double[] b, IFederation federation, CancellationToken cancellationToken, double most = double.PositiveInfinity) =>
        model.Units.Read(await federation.SumAsync(GlmStep.Create(model, b, most), cancellationToken).ConfigureAwait(false));

    /// <summary>NaN but for binomial fits with prior weights.</summary>
    private static async Task<double> RoundedAsync(Fit fit, IFederation federation, CancellationToken cancellationToken)
    {
        if (fit.Model.Family is not BinomialFamily { HasDispersion: false } || fit.Model.Question.Weights is null) return double.NaN;
        return (await federation.SumAsync(new GlmRoundedStep(GlmStep.Create(fit.Model, fit.Coefficients)), cancellationToken).ConfigureAwait(false)).Scalar("deviance");
    }

    private static async Task<RobustMeat> MeatAsync(Fit fit, RobustVariance kind, IFederation federation, CancellationToken cancellationToken)
    {
        var units = fit.Model.Units;
        double[] inverse = [.. fit.Solver.Inverse().Select(v => v / units.Weight)];
        var total = await federation.SumAsync(new GlmSandwichStep(GlmStep.Create(fit.Model, fit.Coefficients), fit.Before, inverse, kind), cancellationToken).ConfigureAwait(false);
        var meat = RobustMeatStep.Read(total, kind, fit.Coefficients.Length);
        return meat with { Meat = [.. meat.Meat.Select(v => v / units.Score / units.Score)] };
    }

    /// <summary>The first least squares fit, on a basis where the columns are nearly dependent.</summary>
    internal static async Task<(GlmModel Model, SymmetricSolver Solver, Total Start)> ConditionAsync(GlmModel model, IFederation federation, CancellationToken cancellationToken)
    {
        var start = model.Units.Read(await federation.SumAsync(new GlmStartStep(model), cancellationToken).ConfigureAwait(false));
        var matrix = Packed.Unpack(start.Block("products"), model.Design.Size);
        var trace = 0.0;
        var norms = NormsOf(model, matrix);
        foreach (var norm in norms) trace += norm;
        var (design, solver, total) = await Conditioning.OfAsync(model.Design, start, norms, trace / Math.Max(1, norms.Length), async on => model.Units.Read(await federation.SumAsync(new GlmStartStep(model.On(on)), cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        return (model.On(design), solver, total);
    }

    /// <summary>NaN where the dispersion is 1; for the linear model the sum at the solution is R's.</summary>
    private static async Task<double> PearsonAsync(GlmModel model, double[] before, double[] b, Total total, IFederation federation, CancellationToken cancellationToken)
    {
        if (!model.Family.HasDispersion) return double.NaN;
        if (model.Family is GaussianFamily { IsCanonical: true }) return total.Scalar("pearson");
        var mixed = model.Units.Read(await federation.SumAsync(new GlmDispersionStep(GlmStep.Create(model, b), before), cancellationToken).ConfigureAwait(false));
        return mixed.Scalar("beyond") > 0 ? total.Scalar("pearson") : mixed.Scalar("pearson");
    }

    /// <summary>The intercept that the working responses of the start give alone.</summary>
    private static double StartIntercept(GlmModel model, Total start)
    {
        if (!model.Frame.Intercept) return 0;
        // A basis has the intercept as its first column, scaled.
        var scale = model.Design.Basis?[0] ?? 1;
        return start.Block("response")[0] / start.Block("products")[0] * scale;
    }

    /// <summary>The first point, drawn towards the middle until every row has a possible mean.</summary>
    private static async Task<(double[] Coefficients, Total Total)> FirstAsync(GlmModel model, double[] b, double middle, IFederation federation, CancellationToken cancellationToken)
    {
        var total = await SumAsync(model, b, federation, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < MostHalvings && total.Scalar("beyond") > 0; i++)
        {
            b = [.. b];
            for (var j = 0; j < b.Length; j++) b[j] = (b[j] + (j == 0 && model.Frame.Intercept ? middle / (model.Design.Basis?[0] ?? 1) : 0)) / 2;
            total = await SumAsync(model, b, federation, cancellationToken).ConfigureAwait(false);
        }

        return (b, GlmChecks.RequireWithin(total));
    }

    /// <summary>Takes the step, halved until every row has a possible mean and the deviance does not grow beyond a limit; null where that leads nowhere.</summary>
    private static async Task<(double[] Coefficients, Total Total)?> AdvanceAsync(GlmModel model, double[] b, double[] delta, double deviance, IFederation federation, CancellationToken cancellationToken)
    {
        var scale = 1.0;
        var most = deviance + (1e-10 * (Math.Abs(deviance) + 0.1));
        for (var i = 0; i < MostHalvings; i++, scale /= 2)
        {
            var next = new double[b.Length];
            for (var j = 0; j < next.Length; j++) next[j] = b[j] + (scale * delta[j]);
            var total = await SumAsync(model, next, federation, cancellationToken, most).ConfigureAwait(false);
            if (total.Scalar("beyond") == 0 && total.Scalar("deviance") <= most) return (next, total);
        }

        return null;
    }

    /// <summary>The mean at a linear predictor of 0; infinity where its deviance is infinite, NaN where there is none.</summary>
    private static double AtZero(FamilySpec family) => LinkOf(family) switch
    {
        Link.Logit or Link.Probit => 0.5,
        Link.Cloglog => 1 - StableMath.Exp(-1),
        Link.Log when family.Family is Family.Binomial or Family.Quasibinomial => double.PositiveInfinity,
        Link.Log => 1,
        Link.Identity when family.Family == Family.Gaussian => 0,
        Link.Identity when family.Family != Family.Gamma => double.PositiveInfinity,
        _ => double.NaN,
    };

    /// <summary>The linear predictor of a mean, for links that leave rows without a mean; 0 for the others, which never do.</summary>
    private static double Predictor(FamilySpec family, double mean) => LinkOf(family) switch
    {
        Link.Log => StableMath.Log(Math.Max(mean, 1e-300)),
        Link.Identity => mean,
        Link.Inverse => mean == 0 ? 0 : 1 / mean,
        _ => 0,
    };

    private static Link LinkOf(FamilySpec family) => (family.Link, family.Family) switch
    {
        (not Link.Unspecified, _) => family.Link,
        (_, Family.Binomial or Family.Quasibinomial) => Link.Logit,
        (_, Family.Gaussian) => Link.Identity,
        (_, Family.Gamma) => Link.Inverse,
        _ => Link.Log,
    };

    /// <summary>Deviance of intercept and offset alone, by its own Newton steps.</summary>
    internal static async Task<double> NullAsync(GlmModel model, double intercept, IFederation federation, CancellationToken cancellationToken)
    {
        var b = new double[model.Design.Size];
        if (model.Frame.Intercept) b[0] = intercept;
        var total = GlmChecks.RequireWithin(await SumAsync(model, b, federation, cancellationToken).ConfigureAwait(false));
        if (!model.Frame.Intercept) return total.Scalar("deviance");
        for (var step = 0; step < MostSteps; step++)
        {
            var score = total.Block("score")[0];
            var delta = score / total.Block("information")[0];
            if (Math.Abs(delta) < 1e-7 * (1 + Math.Abs(b[0]))) return total.Scalar("deviance") - (score * delta);
            var direction = new double[b.Length];
            direction[0] = delta;
            (b, total) = await AdvanceAsync(model, b, direction, total.Scalar("deviance"), federation, cancellationToken).ConfigureAwait(false) ?? throw GlmChecks.Stuck;
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

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }

    private static double Movement(double[] delta, double[] b)
    {
        var most = 0.0;
        for (var j = 0; j < b.Length; j++) most = Math.Max(most, Math.Abs(delta[j]) / (1 + Math.Abs(b[j])));
        return most;
    }

    /// <param name="Model">On the design that the coefficients live on.</param>
    /// <param name="Solver">Information of the last least squares fit.</param>
    /// <param name="Coefficients">On the centred columns.</param>
    /// <param name="Before">Those of the step before, whose weights the solver has.</param>
    /// <param name="Deviance">At the coefficients.</param>
    /// <param name="Pearson">Pearson's statistic; NaN where the dispersion is 1.</param>
    /// <param name="StartIntercept">Where a null model starts.</param>
    /// <param name="Steps">Least squares fits.</param>
    internal sealed record Fit(GlmModel Model, SymmetricSolver Solver, double[] Coefficients, double[] Before, double Deviance, double Pearson, double StartIntercept, int Steps);
}
