using System.Numerics.Tensors;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using MathNet.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>The site's part of a generalised linear model.</summary>
public sealed class GlmSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        MomentsStep moments => MomentsSite.Sum(moments, run),
        GlmSummaryStep summary => Summary(summary, run),
        GlmStartStep start => Start(start, run),
        GlmStep newton => Newton(newton, run),
        _ => throw new ArgumentException($"no step of a generalised linear model: {step.Name}"),
    };

    private static Tally Summary(GlmSummaryStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        var poisson = step.Model.Family is PoissonFamily;
        double response = 0, outside = 0, saturated = 0;
        for (var i = 0; i < model.Rows; i++)
        {
            double y = model.Response[i], w = model.Weights?[i] ?? 1;
            var whole = poisson ? y >= 0 && y == Math.Floor(y) : y is 0 or 1;
            if (!whole) outside++;
            response += w * y;
            if (poisson && whole) saturated += w * step.Model.Family.Saturated(y, SpecialFunctions.GammaLn(y + 1));
        }

        var tally = new Tally(step.Layout);
        tally.Block("response")[0] = response;
        tally.Block("outside")[0] = outside;
        tally.Block("saturated")[0] = saturated;
        return tally;
    }

    private static Tally Start(GlmStartStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        var products = new WeightedProducts(model.Design.Columns, step.Model.Means, step.Model.Frame.Intercept);
        var sums = RowBlocks.Sum(model.Rows, products.Length, products.Scratch + (2 * RowBlocks.Size), (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var buffers = scratch[products.Scratch..];
            Span<double> u = buffers[..count], w = buffers.Slice(RowBlocks.Size, count);
            for (var i = 0; i < count; i++)
            {
                double y = model.Response[start + i], prior = model.Weights?[start + i] ?? 1, mean = step.Model.Family.StartMean(y, prior), variance = step.Model.Family.Variance(mean);
                w[i] = prior * variance;
                u[i] = w[i] * (step.Model.Family.LinkOf(mean) - (model.Offset?[start + i] ?? 0) + ((y - mean) / variance));
            }

            products.AddScore(u, scratch, block);
            products.AddProducts(w, scratch, block);
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(0, products.Size).CopyTo(tally.Block("response"));
        sums.AsSpan(products.Size).CopyTo(tally.Block("products"));
        return tally;
    }

    private static Tally Newton(GlmStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        var products = new WeightedProducts(model.Design.Columns, step.Model.Means, step.Model.Frame.Intercept);
        var sums = RowBlocks.Sum(model.Rows, products.Length + 2, products.Scratch + (3 * RowBlocks.Size), (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var buffers = scratch[products.Scratch..];
            Span<double> eta = buffers[..count], u = buffers.Slice(RowBlocks.Size, count), w = buffers.Slice(2 * RowBlocks.Size, count);
            if (model.Offset is { } offset) offset.AsSpan(start, count).CopyTo(eta);
            else eta.Clear();
            products.AddPredictor(step.Coefficients, scratch, eta);
            Rows(step.Model.Family, model, start, eta, u, w, ref block[^2], ref block[^1]);
            products.AddScore(u, scratch, block);
            products.AddProducts(w, scratch, block);
        });
        var tally = new Tally(step.Layout);
        var size = step.Coefficients.Length;
        sums.AsSpan(0, size).CopyTo(tally.Block("score"));
        sums.AsSpan(size, products.Length - size).CopyTo(tally.Block("information"));
        tally.Block("deviance")[0] = sums[^2];
        tally.Block("boundary")[0] = sums[^1];
        return tally;
    }

    private static void Rows(GlmFamily family, SiteModel model, int start, ReadOnlySpan<double> eta, Span<double> u, Span<double> w, ref double deviance, ref double boundary)
    {
        for (var i = 0; i < eta.Length; i++)
        {
            double y = model.Response[start + i], prior = model.Weights?[start + i] ?? 1, mean = family.Mean(eta[i]);
            u[i] = prior * (y - mean);
            w[i] = prior * family.Variance(mean);
            deviance += prior * family.Deviance(y, mean, eta[i]);
            if (prior > 0 && family.AtBoundary(mean)) boundary++;
        }
    }
}
