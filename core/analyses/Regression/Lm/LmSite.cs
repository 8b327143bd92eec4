using System.Numerics.Tensors;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Lm;

/// <summary>The site's part of a linear regression.</summary>
public sealed class LmSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        MomentsStep moments => MomentsSite.Sum(moments, run),
        LmStep residuals => Residuals(residuals, run),
        LmSandwichStep sandwich => Sandwich(sandwich, run),
        _ => throw new ArgumentException($"no step of a linear regression: {step.Name}"),
    };

    private static Tally Residuals(LmStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Frame, step.Question, run);
        var products = new WeightedProducts(model.Design.Columns, step.Design.Means, step.Frame.Intercept, step.Design.Basis);
        var length = products.Length + 3;
        var isStart = Array.TrueForAll(step.Coefficients, b => b == 0);
        var sums = RowBlocks.Sum(model.Rows, length, products.Scratch + (3 * RowBlocks.Size), (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var buffers = scratch[products.Scratch..];
            Span<double> residual = buffers[..count], weighted = buffers.Slice(RowBlocks.Size, count), weight = buffers.Slice(2 * RowBlocks.Size, count);
            Fill(step, model, start, residual, weight);
            if (!isStart || model.Offset is not null)
            {
                Span<double> fitted = weighted;
                fitted.Clear();
                products.AddPredictor(step.Coefficients, scratch, fitted);
                if (model.Offset is { } offset) AddFitted(step, offset.AsSpan(start, count), fitted, weight, block[^2..]);
                TensorPrimitives.Subtract(residual, fitted, residual);
            }

            if (model.Weights is null) weighted = residual;
            else TensorPrimitives.Multiply(residual, weight, weighted);
            products.AddScore(weighted, scratch, block);
            block[^3] += TensorPrimitives.Dot<double>(residual, weighted);
            if (!step.Products) return;
            if (model.Weights is null) products.AddProducts(count, scratch, block);
            else products.AddProducts(weight, scratch, block);
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(0, step.Size).CopyTo(tally.Block("score"));
        if (step.Products) sums.AsSpan(step.Size, Packed.Length(step.Size)).CopyTo(tally.Block("products"));
        tally.Block("squares")[0] = sums[^3];
        if (step.HasOffset)
        {
            tally.Block("fitted")[0] = sums[^2];
            tally.Block("fitted squares")[0] = sums[^1];
        }

        return tally;
    }

    /// <summary>Adds fitted values with their offset, about the middle of the response, and their squares.</summary>
    private static void AddFitted(LmStep step, ReadOnlySpan<double> offset, ReadOnlySpan<double> fitted, ReadOnlySpan<double> weight, Span<double> sums)
    {
        // Without an intercept the squares are about 0.
        var mean = step.Frame.Intercept ? step.ResponseMean : 0;
        for (var i = 0; i < fitted.Length; i++)
        {
            var value = fitted[i] + mean + (offset[i] / step.Scaling.HalfRange);
            sums[0] += weight[i] * value;
            sums[1] += weight[i] * value * value;
        }
    }

    private static Tally Sandwich(LmSandwichStep step, SiteRun run)
    {
        var fit = step.Fit;
        var model = SiteModel.Of(fit.Frame, fit.Question, run);
        var products = new WeightedProducts(model.Design.Columns, fit.Design.Means, fit.Frame.Intercept, fit.Design.Basis);
        var tally = new Tally(step.Layout);
        var clusters = step.Kind == RobustVariance.Cluster ? RobustSums.ClustersOf(SiteFrame.Of(fit.Frame.Variables, run), fit.Question) : null;
        RobustSums.Add(model.Rows, products, step.Kind == RobustVariance.Hc3 ? step.Inverse : null, clusters, (start, columns, score, weight) =>
        {
            Span<double> fitted = new double[score.Length];
            products.AddPredictor(fit.Coefficients, columns, fitted);
            Fill(fit, model, start, score, weight);
            TensorPrimitives.Subtract(score, fitted, score);
            TensorPrimitives.Multiply(score, weight, score);
            TensorPrimitives.Multiply(score, step.Unit, score);
        }, tally);
        return tally;
    }

    private static void Fill(LmStep step, SiteModel model, int start, Span<double> response, Span<double> weight)
    {
        if (model is { Weights: null, Offset: null })
        {
            step.Scaling.Scale(model.Outcome, start, step.ResponseMean, response);
            weight.Fill(1);
            return;
        }

        var outcome = model.Outcome.Rows(start, response);
        for (var i = 0; i < response.Length; i++)
        {
            response[i] = step.Scaling.Scale(outcome[i], model.Offset?[start + i] ?? 0) - step.ResponseMean;
            weight[i] = model.Weights?[start + i] ?? 1;
        }
    }
}
