using System.Numerics.Tensors;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using MathNet.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>The site's part of a generalised linear model.</summary>
public sealed class GlmSite : ISitePart
{
    // Bounds are of exact numbers; the layout has room for more than this.
    private const double Rounding = 1 + 1e-9;

    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        MomentsStep moments => MomentsSite.Sum(moments, run),
        GlmSummaryStep summary => Summary(summary, run),
        GlmStartStep start => Start(start, run),
        GlmStep newton => Newton(newton, run),
        GlmNullStep constant => Null(constant, run),
        GlmSandwichStep sandwich => Sandwich(sandwich, run),
        GlmDispersionStep dispersion => Dispersion(dispersion, run),
        GlmRoundedStep rounded => Rounded(rounded, run),
        _ => throw new ArgumentException($"no step of a generalised linear model: {step.Name}"),
    };

    private static Tally Summary(GlmSummaryStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        var family = step.Model.Family;
        double response = 0, outside = 0, saturated = 0;
        for (var i = 0; i < model.Rows; i++)
        {
            double y = model.Response[i], w = model.Weights?[i] ?? 1;
            var taken = family.Takes(y);
            if (!taken) outside++;
            response += w * y;
            if (taken) saturated += w * family.Saturated(y, family is PoissonFamily ? SpecialFunctions.GammaLn(y + 1) : 0);
        }

        var tally = new Tally(step.Layout);
        tally.Block("response")[0] = response;
        tally.Block("outside")[0] = outside;
        tally.Block("saturated")[0] = saturated;
        return tally;
    }

    private static Tally Start(GlmStartStep step, SiteRun run)
    {
        var family = step.Model.Family;
        var units = step.Model.Units;
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        // Rows of one weight and two outcomes start from two points.
        (double Weight, double Working)[]? outcomes = family is BinomialFamily && model.Weights is null ? [WorkingOf(family, 0, 1), WorkingOf(family, 1, 1)] : null;
        var products = new WeightedProducts(model.Design.Columns, step.Model.Means, step.Model.Frame.Intercept, step.Model.Design.Basis);
        var sums = RowBlocks.Sum(model.Rows, products.Length, products.Scratch + (2 * RowBlocks.Size), (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var buffers = scratch[products.Scratch..];
            Span<double> u = buffers[..count], w = buffers.Slice(RowBlocks.Size, count);
            for (var i = 0; i < count; i++)
            {
                var (weight, working) = outcomes is null ? WorkingOf(family, model.Response[start + i], model.Weights?[start + i] ?? 1) : outcomes[model.Response[start + i] > 0.5 ? 1 : 0];
                w[i] = weight * units.Weight;
                u[i] = weight * units.Score * (working - (model.Offset?[start + i] ?? 0));
            }

            products.AddScore(u, scratch, block);
            products.AddProducts(w, scratch, block);
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(0, products.Size).CopyTo(tally.Block("response"));
        sums.AsSpan(products.Size).CopyTo(tally.Block("products"));
        return tally;
    }

    /// <summary>Working weight, and working response before the offset is taken off, of a row at its start mean.</summary>
    private static (double Weight, double Working) WorkingOf(GlmFamily family, double y, double prior)
    {
        double mean = family.StartMean(y, prior), eta = family.Link.Of(mean), slope = family.Link.Slope(eta);
        return (prior * slope * slope / family.Variance(mean, 1 - mean), eta + ((y - mean) / slope));
    }

    private static Tally Newton(GlmStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        var products = new WeightedProducts(model.Design.Columns, step.Model.Means, step.Model.Frame.Intercept, step.Model.Design.Basis);
        var sums = RowBlocks.Sum(model.Rows, products.Length + 4, products.Scratch + (3 * RowBlocks.Size), (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var buffers = scratch[products.Scratch..];
            Span<double> eta = buffers[..count], u = buffers.Slice(RowBlocks.Size, count), w = buffers.Slice(2 * RowBlocks.Size, count);
            if (model.Offset is { } offset) offset.AsSpan(start, count).CopyTo(eta);
            else eta.Clear();
            products.AddPredictor(step.Coefficients, scratch, eta);
            Rows(step, model, start, eta, u, w, block[^4..]);
            products.AddScore(u, scratch, block);
            products.AddProducts(w, scratch, block);
        });
        var tally = new Tally(step.Layout);
        if (sums[^1] > 0 || !(sums[^2] <= step.MostPearson) || !(sums[^4] <= step.MostSum * Rounding))
        {
            tally.Block("beyond")[0] = 1;
            return tally;
        }

        var size = step.Coefficients.Length;
        sums.AsSpan(0, size).CopyTo(tally.Block("score"));
        sums.AsSpan(size, products.Length - size).CopyTo(tally.Block("information"));
        tally.Block("deviance")[0] = sums[^4];
        tally.Block("boundary")[0] = sums[^3];
        if (step.Model.Family.HasDispersion) tally.Block("pearson")[0] = sums[^2];
        return tally;
    }

    /// <summary>Fills score and weight of a block's rows; adds deviance, rows at the boundary, Pearson's statistic and rows beyond the bounds.</summary>
    private static void Rows(GlmStep step, SiteModel model, int start, ReadOnlySpan<double> eta, Span<double> u, Span<double> w, Span<double> sums)
    {
        var family = step.Model.Family;
        var canonical = family.IsCanonical;
        var units = step.Model.Units;
        var first = canonical && family is BinomialFamily ? LogisticRows.Fill(family, model, start, eta, u, w, sums) : 0;
        for (var i = first; i < eta.Length; i++)
        {
            double y = model.Response[start + i], prior = model.Weights?[start + i] ?? 1;
            double mean = family.Link.Mean(eta[i]), complement = family.Link.Complement(eta[i]), variance = family.Variance(mean, complement);
            // Canonical: the slope is the variance.
            var slope = canonical ? variance : family.Link.Slope(eta[i]);
            var residual = family is BinomialFamily && y > 0.5 ? complement : y - mean;
            var ratio = canonical || variance == 0 ? 1 : slope / variance;
            double score = residual * ratio * units.Score, weight = slope * ratio * units.Weight, deviance = family.Deviance(y, mean, complement) * units.Deviance;
            // A row without prior weight adds nothing, whatever its mean.
            if (prior == 0) (score, weight, deviance) = (0, 0, 0);
            else if (!(family.IsPossible(mean) && Math.Abs(score) <= step.MostScore * Rounding && weight <= step.MostWeight * Rounding && deviance <= step.MostDeviance * Rounding)) sums[3]++;
            u[i] = prior * score;
            w[i] = prior * weight;
            sums[0] += prior * deviance;
            if (prior > 0 && family.AtBoundary(mean)) sums[1]++;
            if (variance > 0) sums[2] += prior * residual * residual / variance * units.Deviance;
        }
    }

    private static Tally Sandwich(GlmSandwichStep step, SiteRun run)
    {
        var fit = step.Fit;
        var model = SiteModel.Of(fit.Model.Frame, fit.Model.Question, run);
        var products = new WeightedProducts(model.Design.Columns, fit.Model.Means, fit.Model.Frame.Intercept, fit.Model.Design.Basis);
        var tally = new Tally(step.Layout);
        var clusters = step.Kind == RobustVariance.Cluster ? RobustSums.ClustersOf(SiteFrame.Of(fit.Model.Frame.Variables, run), fit.Model.Question) : null;
        RobustSums.Add(model.Rows, products, step.Kind == RobustVariance.Hc3 ? step.Inverse : null, clusters, (start, columns, score, weight) =>
        {
            Span<double> eta = new double[score.Length], ignored = new double[4];
            model.Offset?.AsSpan(start, eta.Length).CopyTo(eta);
            products.AddPredictor(fit.Coefficients, columns, eta);
            Rows(fit, model, start, eta, score, weight, ignored);
            if (!fit.Model.Family.IsCanonical) Reweigh(step, model, products, start, columns, eta, score, weight);
        }, tally);
        return tally;
    }

    /// <summary>Working residuals of the solution under the weights of the step before it, as R's sandwich has them.</summary>
    private static void Reweigh(GlmSandwichStep step, SiteModel model, WeightedProducts products, int start, ReadOnlySpan<double> columns, ReadOnlySpan<double> eta, Span<double> score, Span<double> weight)
    {
        var fit = step.Fit;
        var family = fit.Model.Family;
        Span<double> before = new double[score.Length];
        model.Offset?.AsSpan(start, before.Length).CopyTo(before);
        products.AddPredictor(step.Before, columns, before);
        for (var i = 0; i < before.Length; i++)
        {
            double slope = family.Link.Slope(before[i]), variance = family.Variance(family.Link.Mean(before[i]), family.Link.Complement(before[i])), now = family.Link.Slope(eta[i]);
            if (!(variance > 0) || now == 0) continue;
            var working = (model.Weights?[start + i] ?? 1) * slope * slope / variance;
            // The residual stands in the score already: only what it is multiplied by changes.
            var own = family.Variance(family.Link.Mean(eta[i]), family.Link.Complement(eta[i]));
            score[i] *= own > 0 ? slope * slope / variance / (now * now / own) : 1;
            weight[i] = working * fit.Model.Units.Weight;
        }
    }

    private static Tally Dispersion(GlmDispersionStep step, SiteRun run)
    {
        var fit = step.Fit;
        var family = fit.Model.Family;
        var model = SiteModel.Of(fit.Model.Frame, fit.Model.Question, run);
        var products = new WeightedProducts(model.Design.Columns, fit.Model.Means, fit.Model.Frame.Intercept, fit.Model.Design.Basis);
        var sums = RowBlocks.Sum(model.Rows, 1, products.Scratch + (2 * RowBlocks.Size), (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            Span<double> now = scratch.Slice(products.Scratch, count), before = scratch.Slice(products.Scratch + RowBlocks.Size, count);
            now.Clear();
            model.Offset?.AsSpan(start, count).CopyTo(now);
            now.CopyTo(before);
            products.AddPredictor(fit.Coefficients, scratch, now);
            products.AddPredictor(step.Before, scratch, before);
            for (var i = 0; i < count; i++)
            {
                var prior = model.Weights?[start + i] ?? 1;
                double slope = family.Link.Slope(before[i]), variance = family.Variance(family.Link.Mean(before[i]), family.Link.Complement(before[i]));
                var residual = (model.Response[start + i] - family.Link.Mean(now[i])) / family.Link.Slope(now[i]);
                if (prior > 0 && variance > 0) block[0] += prior * slope * slope / variance * residual * residual;
            }
        });
        return step.TallyOf(sums[0] * fit.Model.Units.Deviance);
    }

    private static Tally Rounded(GlmRoundedStep step, SiteRun run)
    {
        var fit = step.Fit;
        var family = fit.Model.Family;
        var model = SiteModel.Of(fit.Model.Frame, fit.Model.Question, run);
        var products = new WeightedProducts(model.Design.Columns, fit.Model.Means, fit.Model.Frame.Intercept, fit.Model.Design.Basis);
        var sums = RowBlocks.Sum(model.Rows, 1, products.Scratch + RowBlocks.Size, (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var eta = scratch.Slice(products.Scratch, count);
            eta.Clear();
            model.Offset?.AsSpan(start, count).CopyTo(eta);
            products.AddPredictor(fit.Coefficients, scratch, eta);
            for (var i = 0; i < count; i++)
            {
                var whole = Math.Round(model.Weights?[start + i] ?? 1);
                if (whole > 0) block[0] += whole * family.Deviance(model.Response[start + i], family.Link.Mean(eta[i]), family.Link.Complement(eta[i]));
            }
        });
        var tally = new Tally(step.Layout);
        tally.Block("deviance")[0] = sums[0];
        return tally;
    }

    private static Tally Null(GlmNullStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        var deviance = 0.0;
        // One mean for all rows: equal outcomes, which follow each other often, have equal deviances.
        double outcome = double.NaN, unit = 0;
        for (var i = 0; i < model.Rows; i++)
        {
            if (model.Response[i] != outcome) (outcome, unit) = (model.Response[i], step.Model.Family.Deviance(model.Response[i], step.Mean, 1 - step.Mean));
            deviance += (model.Weights?[i] ?? 1) * unit;
        }

        var tally = new Tally(step.Layout);
        tally.Block("deviance")[0] = deviance * step.Model.Units.Deviance;
        return tally;
    }
}
