using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>The site's part of polr().</summary>
/// <remarks>A row in category k has log likelihood log(F(u) - F(v)), u and v its thresholds less the predictor, F logistic (McCullagh 1980).</remarks>
public sealed class PolrSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        MomentsStep moments => MomentsSite.Sum(moments, run),
        CategoryCountsStep counts => counts.Sum(run),
        PolrStep newton => Newton(newton, run),
        _ => throw new ArgumentException($"no step of a proportional odds model: {step.Name}"),
    };

    /// <summary>Information of each row in its predictor.</summary>
    public static double[] Weights(PolrStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        var category = step.Model.CategoriesOf(SiteFrame.Of(step.Model.Frame.Variables, run));
        var weights = model.Predictor(step.Model.Means, intercept: false, step.Slopes);
        int count = step.Thresholds.Length, tail = count + count + (count - 1) + 1;
        // What a row adds elsewhere is not wanted here.
        double[] cross = new double[count * RowBlocks.Size], sums = new double[tail];
        for (var i = 0; i < weights.Length; i++) weights[i] = Row(step.Thresholds, weights[i], category[i], model.Weights?[i] ?? 1, cross, 0, sums).Weight;
        return weights;
    }

    private static Tally Newton(PolrStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        var category = step.Model.CategoriesOf(SiteFrame.Of(step.Model.Frame.Variables, run));
        var products = new WeightedProducts(model.Design.Columns, step.Model.Means, intercept: false);
        int size = products.Size, count = step.Thresholds.Length, tail = count + count + (count - 1) + 1;
        // Score and products of the slopes, cross derivatives by threshold, then what has no column.
        var length = products.Length + (size * count) + tail;
        var sums = RowBlocks.Sum(model.Rows, length, products.Scratch + ((3 + count) * RowBlocks.Size), (start, rows, block, scratch) =>
        {
            products.Load(start, rows, scratch);
            var buffers = scratch[products.Scratch..];
            Span<double> eta = buffers[..rows], u = buffers.Slice(RowBlocks.Size, rows), w = buffers.Slice(2 * RowBlocks.Size, rows), cross = buffers[(3 * RowBlocks.Size)..];
            eta.Clear();
            cross[..(count * RowBlocks.Size)].Clear();
            products.AddPredictor(step.Slopes, scratch, eta);
            for (var i = 0; i < rows; i++) (u[i], w[i]) = Row(step.Thresholds, eta[i], category[start + i], model.Weights?[start + i] ?? 1, cross, i, block[^tail..]);
            products.AddScore(u, scratch, block);
            products.AddProducts(w, scratch, block);
            for (var k = 0; k < count; k++) products.AddScore(cross.Slice(k * RowBlocks.Size, rows), scratch, block[(products.Length + (k * size))..]);
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(0, size).CopyTo(tally.Block("slope score"));
        sums.AsSpan(size, Packed.Length(size)).CopyTo(tally.Block("slopes"));
        sums.AsSpan(products.Length, size * count).CopyTo(tally.Block("cross"));
        sums.AsSpan(length - tail, count).CopyTo(tally.Block("threshold score"));
        sums.AsSpan(length - tail + count, count).CopyTo(tally.Block("thresholds"));
        sums.AsSpan(length - tail + (2 * count), count - 1).CopyTo(tally.Block("neighbours"));
        tally.Block("likelihood")[0] = sums[^1];
        return tally;
    }

    /// <summary>Derivative in the predictor and its negative second one; cross derivatives go to the row, the rest to the sums.</summary>
    private static (double Score, double Weight) Row(double[] thresholds, double eta, int k, double prior, Span<double> cross, int i, Span<double> sums)
    {
        var count = thresholds.Length;
        var (upper, above) = k == count ? (1.0, 0.0) : Logistic(thresholds[k] - eta);
        var (lower, over) = k == 0 ? (0.0, 1.0) : Logistic(thresholds[k - 1] - eta);
        // F(u) - F(v) = F(u) (1 - F(v)) (1 - exp(v - u)) without cancellation.
        var p = k == 0 ? upper : k == count ? over : upper * over * (1 - StableMath.Exp(thresholds[k - 1] - thresholds[k]));
        double fu = upper * above / p, fv = lower * over / p;
        double uu = (fu * (above - upper)) - (fu * fu), vv = -(fv * (over - lower)) - (fv * fv), uv = fu * fv;
        if (k < count)
        {
            sums[k] += prior * fu;
            sums[count + k] -= prior * uu;
            cross[(k * RowBlocks.Size) + i] += prior * (uu + uv);
        }

        if (k > 0)
        {
            sums[k - 1] -= prior * fv;
            sums[count + k - 1] -= prior * vv;
            cross[((k - 1) * RowBlocks.Size) + i] += prior * (vv + uv);
        }

        if (k > 0 && k < count) sums[(2 * count) + k - 1] -= prior * uv;
        sums[^1] += prior * StableMath.Log(p);
        return (prior * (fv - fu), -prior * (uu + (2 * uv) + vv));
    }

    /// <summary>F and 1 - F.</summary>
    private static (double F, double Complement) Logistic(double x)
    {
        var e = StableMath.Exp(-Math.Abs(x));
        double large = 1 / (1 + e), small = e / (1 + e);
        return x >= 0 ? (large, small) : (small, large);
    }
}
