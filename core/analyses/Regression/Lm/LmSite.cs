using System.Numerics.Tensors;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

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
        var products = new WeightedProducts(model.Design.Columns, step.Means, step.Frame.Intercept);
        var length = products.Length + 1;
        var sums = RowBlocks.Sum(model.Rows, length, products.Scratch + (3 * RowBlocks.Size), (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var buffers = scratch[products.Scratch..];
            Span<double> residual = buffers[..count], weighted = buffers.Slice(RowBlocks.Size, count), weight = buffers.Slice(2 * RowBlocks.Size, count);
            Fill(step, model, start, residual, weight);
            Span<double> fitted = weighted;
            fitted.Clear();
            products.AddPredictor(step.Coefficients, scratch, fitted);
            TensorPrimitives.Subtract(residual, fitted, residual);
            TensorPrimitives.Multiply(residual, weight, weighted);
            products.AddScore(weighted, scratch, block);
            block[^1] += TensorPrimitives.Dot(residual, weighted);
            if (step.Products) products.AddProducts(weight, scratch, block);
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(0, step.Size).CopyTo(tally.Block("score"));
        if (step.Products) sums.AsSpan(step.Size, Packed.Length(step.Size)).CopyTo(tally.Block("products"));
        tally.Block("squares")[0] = sums[^1];
        return tally;
    }

    private static Tally Sandwich(LmSandwichStep step, SiteRun run)
    {
        var fit = step.Fit;
        var model = SiteModel.Of(fit.Frame, fit.Question, run);
        var products = new WeightedProducts(model.Design.Columns, fit.Means, fit.Frame.Intercept);
        var size = fit.Size;
        var sums = RowBlocks.Sum(model.Rows, products.Length + 1, products.Scratch + (4 * RowBlocks.Size), (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var buffers = scratch[products.Scratch..];
            Span<double> residual = buffers[..count], weight = buffers.Slice(RowBlocks.Size, count), fitted = buffers.Slice(2 * RowBlocks.Size, count), squares = buffers.Slice(3 * RowBlocks.Size, count);
            Fill(fit, model, start, residual, weight);
            fitted.Clear();
            products.AddPredictor(fit.Coefficients, scratch, fitted);
            for (var i = 0; i < count; i++)
            {
                var h = 0.0;
                for (var j = 0; j < size && step.Leverage; j++)
                {
                    for (var k = 0; k < size; k++) h += scratch[(j * RowBlocks.Size) + i] * step.Inverse[(j * size) + k] * scratch[(k * RowBlocks.Size) + i];
                }

                h *= weight[i];
                if (h > LmSandwichStep.MostLeverage) block[^1]++;
                var e = weight[i] * (residual[i] - fitted[i]) / (h > LmSandwichStep.MostLeverage ? 1 : 1 - h);
                squares[i] = e * e;
            }

            products.AddProducts(squares, scratch, block);
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(size, Packed.Length(size)).CopyTo(tally.Block("meat"));
        tally.Block("saturated")[0] = sums[^1];
        return tally;
    }

    private static void Fill(LmStep step, SiteModel model, int start, Span<double> response, Span<double> weight)
    {
        for (var i = 0; i < response.Length; i++)
        {
            response[i] = step.Scaling.Scale(model.Response[start + i], model.Offset?[start + i] ?? 0) - step.ResponseMean;
            weight[i] = model.Weights?[start + i] ?? 1;
        }
    }
}
