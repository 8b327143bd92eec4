using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using MathNet.Numerics;

namespace FedOnco.Analyses.Regression.GlmNb;

/// <summary>The site's part of a negative binomial regression.</summary>
/// <remarks>Source: Lawless (1987), the log likelihood and its derivatives; here in log theta.</remarks>
public sealed class GlmNbSite : ISitePart
{
    private readonly GlmSite _linear = new();

    public Tally Sum(StudyContext context, Step step, SiteRun run) => step is GlmNbStep joint ? Joint(joint, run) : _linear.Sum(context, step, run);

    private static Tally Joint(GlmNbStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        var products = new WeightedProducts(model.Design.Columns, step.Model.Means, step.Model.Frame.Intercept, step.Model.Design.Basis);
        var size = step.Coefficients.Length;
        // Behind score and products: cross derivatives, then score, information and likelihood.
        var sums = RowBlocks.Sum(model.Rows, products.Length + size + 3, products.Scratch + (4 * RowBlocks.Size), (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var buffers = scratch[products.Scratch..];
            Span<double> eta = buffers[..count], u = buffers.Slice(RowBlocks.Size, count), w = buffers.Slice(2 * RowBlocks.Size, count), c = buffers.Slice(3 * RowBlocks.Size, count);
            if (model.Offset is { } offset) offset.AsSpan(start, count).CopyTo(eta);
            else eta.Clear();
            products.AddPredictor(step.Coefficients, scratch, eta);
            for (var i = 0; i < count; i++) (u[i], w[i], c[i]) = Row(step.Theta, model.Response[start + i], model.Weights?[start + i] ?? 1, eta[i], block[^3..]);
            products.AddScore(u, scratch, block);
            products.AddProducts(w, scratch, block);
            products.AddScore(c, scratch, block[products.Length..]);
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(0, size).CopyTo(tally.Block("score"));
        sums.AsSpan(size, products.Length - size).CopyTo(tally.Block("information"));
        sums.AsSpan(products.Length, size).CopyTo(tally.Block("cross"));
        tally.Block("theta score")[0] = sums[^3];
        tally.Block("theta information")[0] = sums[^2];
        tally.Block("likelihood")[0] = sums[^1];
        return tally;
    }

    /// <summary>Derivatives of a row's log likelihood in eta, -eta^2 and eta log theta; adds those in log theta and the likelihood.</summary>
    private static (double Score, double Weight, double Cross) Row(double theta, double y, double prior, double eta, Span<double> sums)
    {
        var mean = StableMath.Exp(eta);
        var total = theta + mean;
        var share = mean / total;
        var first = GammaDifferences.First(theta, y) - StableMath.Log1P(mean / theta) + ((mean - y) / total);
        var second = GammaDifferences.Second(theta, y) - (mean / (theta * total)) + ((mean - y) / total / total);
        sums[0] += prior * theta * first;
        // - d2/d(log theta)2 = theta^2 (-l'') - theta l'
        sums[1] += prior * ((theta * theta * second) - (theta * first));
        sums[2] += prior * (GammaDifferences.Log(theta, y) - SpecialFunctions.GammaLn(y + 1) - (theta * StableMath.Log1P(mean / theta)) + (y * (eta - StableMath.Log(total))));
        return (prior * theta * (y - mean) / total, prior * (theta + y) * (theta / total) * share, prior * theta * (y - mean) / total * share);
    }
}
