using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Regression.Lm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glmnet;

/// <summary>
/// The path of penalised fits. A linear model needs one sum of products for the whole path; binomial and Poisson models take
/// proximal Newton steps, each a sum of score and information, to the last digits.
/// </summary>
/// <remarks>Source: Friedman, Hastie and Tibshirani (2010), the objective and the path; Lee, Sun and Saunders (2014), proximal Newton.</remarks>
public sealed class GlmnetProgram : IProgram<GlmnetTotals>
{
    private const int MostSteps = 100;
    private const int MostHalvings = 40;
    private const double LeastRatio = 1e-4;
    private const double LeastGain = 1e-5;
    private const double MostExplained = 0.999;
    private const int LeastPath = 5;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Glmnet;
        var family = FamilyOf(spec);
        if (family is not ((Family.Gaussian, Link.Unspecified or Link.Identity) or (Family.Binomial, Link.Unspecified or Link.Logit) or (Family.Poisson, Link.Unspecified or Link.Log)))
        {
            faults.Add(new SpecificationFault(ErrorReason.NotYet, "glmnet() has gaussian, binomial and poisson with their usual links."));
            return faults;
        }

        if (spec.Lambda.Any(l => !(l >= 0) || !double.IsFinite(l))) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "lambda = are numbers from 0."));
        faults.AddRange(family.Family == Family.Gaussian ? LmCheck.Check(AsLm(context)) : GlmCheck.Check(AsGlm(context)));
        if (faults.Count == 0 && ModelQuestion.Of(spec.Formula, spec.Weights, context, faults) is { } question)
        {
            if (!question.Variables.Terms.Intercept) faults.Add(new SpecificationFault(ErrorReason.NotYet, "glmnet() needs an intercept: leave out - 1.", spec.Formula.Right));
            if (family.Family == Family.Gaussian && question.Variables.Terms.Offsets.Count > 0) faults.Add(new SpecificationFault(ErrorReason.NotYet, "A gaussian glmnet() takes no offset: subtract it on the left side.", spec.Formula.Right));
        }

        return faults;
    }

    public async Task<GlmnetTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var spec = context.Question.Analysis.Glmnet;
        var question = ModelQuestion.Of(spec.Formula, spec.Weights, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        return await FitAsync(spec, question, federation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The path of a question that need not come from a formula.</summary>
    internal static async Task<GlmnetTotals> FitAsync(GlmnetSpec spec, ModelQuestion question, IFederation federation, CancellationToken cancellationToken)
    {
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        GlmChecks.RequireTwoLevels(frame, question);
        if (frame.Columns.Count == 0) throw new FedOncoException(ErrorReason.WrongArgument, "There is nothing to penalise: the formula has no term that varies.");
        var moments = new MomentsStep(frame, question, net: true);
        var first = await federation.SumAsync(moments, cancellationToken).ConfigureAwait(false);
        var weight = first.Scalar("weight");
        if (weight == 0) throw new FedOncoException(ErrorReason.EmptyCohort, "All weights are zero.");
        var means = GlmProgram.MeansOf(frame, first, weight);
        var design = new CentredDesign(frame, means);
        var products = await federation.SumAsync(new LmStep(design, question, moments.Scaling, first.Scalar("response") / weight, new double[design.Size], true), cancellationToken).ConfigureAwait(false);
        var matrix = Packed.Unpack(products.Block("products"), design.Size);
        var scales = ScalesOf(design, matrix, weight, !spec.HasStandardize || spec.Standardize);
        var alpha = spec.HasAlpha ? spec.Alpha : 1;
        if (FamilyOf(spec).Family == Family.Gaussian) return Linear(spec, design, first, products, matrix, moments.Scaling, scales, alpha);

        var model = new GlmModel(frame, question, GlmFamily.For(new FamilySpec { Family = FamilyOf(spec).Family }), means);
        var summary = await federation.SumAsync(new GlmSummaryStep(model), cancellationToken).ConfigureAwait(false);
        GlmChecks.RequireRange(model, summary, weight);
        var penalty = new Penalty(scales, alpha, 1);
        var b = new double[design.Size];
        var start = await federation.SumAsync(new GlmStartStep(model), cancellationToken).ConfigureAwait(false);
        b[0] = start.Block("response")[0] / Packed.Unpack(start.Block("products"), design.Size)[0];
        var total = GlmChecks.RequireWithin(await federation.SumAsync(GlmStep.Create(model, b), cancellationToken).ConfigureAwait(false));
        (var none, b, total) = await FitAsync(model, penalty, double.PositiveInfinity, 1, weight, b, total, federation, cancellationToken).ConfigureAwait(false);
        var largest = penalty.Largest(Quotients(total.Block("score"), weight));
        var fits = new List<GlmnetFit>();
        foreach (var lambda in Path(spec, largest))
        {
            (var fit, b, total) = await FitAsync(model, penalty, Solved(spec, lambda, largest), largest, weight, b, total, federation, cancellationToken).ConfigureAwait(false);
            fits.Add(fit with { Lambda = lambda });
            if (spec.Lambda.Count == 0 && IsExhausted(fits, none.Deviance, FamilyOf(spec).Family)) break;
        }

        return new GlmnetTotals(design, fits, none.Deviance, first.Scalar("used"));
    }

    /// <summary>Least squares: score and products are known for every penalty.</summary>
    private static GlmnetTotals Linear(GlmnetSpec spec, CentredDesign design, Total first, Total products, double[] matrix, ResponseScaling scaling, double[] scales, double alpha)
    {
        var weight = first.Scalar("weight");
        var half = scaling.HalfRange;
        var all = products.Scalar("squares");
        if (!(all > 0)) throw new FedOncoException(ErrorReason.NoEvents, "The response is the same for everyone in this cohort. Widen the subset.");
        var mean = scaling.Centre + (half * (first.Scalar("response") / weight));
        var score = Quotients(products.Block("score"), weight);
        for (var j = 0; j < score.Length; j++) score[j] *= half;
        var h = Quotients(matrix, weight);
        var penalty = new Penalty(scales, alpha, Math.Sqrt(all / weight) * half);
        var fits = new List<GlmnetFit>();
        var b = new double[design.Size];
        var total = all * half * half;
        var largest = penalty.Largest(score);
        foreach (var lambda in Path(spec, largest))
        {
            var solved = Solved(spec, lambda, largest);
            b = PenalisedQuadratic.Minimise(h, score, penalty.First(solved), penalty.Second(solved), b);
            var fitted = Product(h, b);
            var slope = new double[b.Length];
            var residual = total;
            for (var j = 0; j < b.Length; j++)
            {
                slope[j] = score[j] - fitted[j];
                residual -= weight * b[j] * (score[j] + slope[j]);
            }

            double[] coefficients = [.. b];
            coefficients[0] += mean;
            fits.Add(new GlmnetFit(lambda, coefficients, residual, penalty.Residual(solved, b, slope)));
            if (spec.Lambda.Count == 0 && IsExhausted(fits, total, Family.Gaussian)) break;
        }

        return new GlmnetTotals(design, fits, total, first.Scalar("used"));
    }

    private static async Task<(GlmnetFit Fit, double[] Coefficients, Total Total)> FitAsync(GlmModel model, Penalty penalty, double lambda, double unit, double weight, double[] b, Total total, IFederation federation, CancellationToken cancellationToken)
    {
        var last = double.PositiveInfinity;
        for (var i = 0; i < MostSteps; i++)
        {
            var slope = Quotients(total.Block("score"), weight);
            var off = penalty.Residual(lambda, b, slope);
            // The last digits of the sums: a step can no longer halve what is left.
            if (off <= 1e-14 * unit || (off < 1e-10 * unit && off > last / 2)) return (new GlmnetFit(lambda, b, total.Scalar("deviance"), off), b, total);
            last = off;
            var h = Quotients(Packed.Unpack(total.Block("information"), b.Length), weight);
            var q = Product(h, b);
            for (var j = 0; j < q.Length; j++) q[j] += slope[j];
            var target = PenalisedQuadratic.Minimise(h, q, penalty.First(lambda), penalty.Second(lambda), b);
            (b, total) = await AdvanceAsync(model, penalty, lambda, weight, b, target, total, federation, cancellationToken).ConfigureAwait(false);
        }

        throw new FedOncoException(ErrorReason.NoConvergence, $"The fit did not settle in {MostSteps} steps. Use larger penalties or rescale the variables.");
    }

    private static async Task<(double[] Coefficients, Total Total)> AdvanceAsync(GlmModel model, Penalty penalty, double lambda, double weight, double[] b, double[] target, Total from, IFederation federation, CancellationToken cancellationToken)
    {
        var objective = (from.Scalar("deviance") / (2 * weight)) + penalty.Value(lambda, b);
        var scale = 1.0;
        for (var i = 0; i < MostHalvings; i++, scale /= 2)
        {
            var next = new double[b.Length];
            for (var j = 0; j < next.Length; j++) next[j] = scale == 1 ? target[j] : b[j] + (scale * (target[j] - b[j]));
            var total = await federation.SumAsync(GlmStep.Create(model, next), cancellationToken).ConfigureAwait(false);
            if (total.Scalar("beyond") == 0 && (total.Scalar("deviance") / (2 * weight)) + penalty.Value(lambda, next) <= objective + (1e-12 * (Math.Abs(objective) + 0.1))) return (next, total);
        }

        throw new FedOncoException(ErrorReason.NoConvergence, "No step lowers the objective any more. Use larger penalties or rescale the variables.");
    }

    /// <summary>The given penalties from the largest, or R's path: equal steps of the logarithm down to 1e-4 of the largest.</summary>
    private static List<double> Path(GlmnetSpec spec, double largest)
    {
        var path = new List<double>(spec.Lambda);
        path.Sort();
        path.Reverse();
        if (path.Count > 0) return path;
        var length = spec.HasNlambda ? (int)spec.Nlambda : 100;
        for (var i = 0; i < length; i++) path.Add(i == 0 ? largest : largest * StableMath.Exp(StableMath.Log(LeastRatio) * i / (length - 1)));
        return path;
    }

    /// <summary>glmnet starts its own path with nothing in the model, whatever rounding says at the largest penalty (and for ridge).</summary>
    private static double Solved(GlmnetSpec spec, double lambda, double largest) => spec.Lambda.Count == 0 && lambda == largest ? double.PositiveInfinity : lambda;

    /// <summary>glmnet's rules to leave its path: hardly any gain, measured by family in its own way, or hardly anything left to explain.</summary>
    private static bool IsExhausted(List<GlmnetFit> fits, double nullDeviance, Family family)
    {
        if (fits.Count < LeastPath) return false;
        double Explained(int back) => 1 - (fits[^back].Deviance / nullDeviance);
        var now = Explained(1);
        var gain = family switch
        {
            Family.Gaussian => (now - Explained(2)) / now,
            Family.Poisson => now - Explained(4),
            _ => now - Explained(2),
        };
        return gain < LeastGain || now > MostExplained;
    }

    private static double[] ScalesOf(CentredDesign design, double[] matrix, double weight, bool standardise)
    {
        var scales = new double[design.Size];
        for (var j = 1; j < scales.Length; j++)
        {
            var deviation = Math.Sqrt(Math.Max(0, matrix[(j * scales.Length) + j] / weight));
            scales[j] = deviation < 1e-14 ? -1 : standardise ? deviation : 1 / design.Frame.Columns[j - 1].HalfRange;
        }

        return scales;
    }

    private static double[] Quotients(ReadOnlySpan<double> values, double by)
    {
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++) result[i] = values[i] / by;
        return result;
    }

    private static double[] Product(double[] matrix, double[] x)
    {
        var result = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < x.Length; j++) result[i] += matrix[(i * x.Length) + j] * x[j];
        }

        return result;
    }

    private static (Family Family, Link Link) FamilyOf(GlmnetSpec spec) => spec.Family is null ? (Family.Gaussian, Link.Unspecified) : (spec.Family.Family, spec.Family.Link);

    private static StudyContext AsLm(StudyContext context)
    {
        var spec = context.Question.Analysis.Glmnet;
        return With(context, new Analysis { Lm = new LmSpec { Formula = spec.Formula, Weights = spec.Weights } });
    }

    private static StudyContext AsGlm(StudyContext context)
    {
        var spec = context.Question.Analysis.Glmnet;
        return With(context, new Analysis { Glm = new GlmSpec { Formula = spec.Formula, Family = spec.Family, Weights = spec.Weights } });
    }

    /// <summary>The same expressions, so that faults point into the call.</summary>
    private static StudyContext With(StudyContext context, Analysis analysis)
    {
        var question = new Question { Data = context.Question.Data, Analysis = analysis };
        if (context.Question.Subset is { } subset) question.Subset = subset;
        return context with { Question = question };
    }
}
