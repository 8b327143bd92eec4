using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>The site's part of multinom().</summary>
public sealed class MultinomSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        MomentsStep moments => MomentsSite.Sum(moments, run),
        CategoryCountsStep counts => counts.Sum(run),
        MultinomStep newton => Newton(newton, run),
        _ => throw new ArgumentException($"no step of a multinomial model: {step.Name}"),
    };

    private static Tally Newton(MultinomStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Model.Frame, step.Model.Question, run);
        var category = step.Model.CategoriesOf(SiteFrame.Of(step.Model.Frame.Variables, run));
        var products = new WeightedProducts(model.Design.Columns, step.Model.Means, step.Model.Frame.Intercept);
        int size = products.Size, others = step.Model.Categories - 1, packed = Packed.Length(size);
        // A product sum stands behind a score of its own that is not wanted: each pair has room for both.
        var length = (others * size) + (MultinomStep.Pairs(step.Model.Categories) * packed) + 1;
        var sums = RowBlocks.Sum(model.Rows, length, products.Scratch + ((others + 1) * RowBlocks.Size) + size + packed, (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var buffers = scratch[products.Scratch..];
            for (var k = 0; k < others; k++)
            {
                var eta = buffers.Slice(k * RowBlocks.Size, count);
                eta.Clear();
                products.AddPredictor(step.Coefficients.AsSpan(k * size, size), scratch, eta);
            }

            for (var i = 0; i < count; i++) block[^1] += Probabilities(buffers, i, others, category[start + i], model.Weights?[start + i] ?? 1);
            var weight = buffers.Slice(others * RowBlocks.Size, count);
            var pair = 0;
            for (var a = 0; a < others; a++)
            {
                var p = buffers.Slice(a * RowBlocks.Size, count);
                for (var i = 0; i < count; i++) weight[i] = (model.Weights?[start + i] ?? 1) * ((category[start + i] == a + 1 ? 1 : 0) - p[i]);
                products.AddScore(weight, scratch, block[(a * size)..]);
                for (var b = 0; b <= a; b++, pair++)
                {
                    var q = buffers.Slice(b * RowBlocks.Size, count);
                    for (var i = 0; i < count; i++) weight[i] = (model.Weights?[start + i] ?? 1) * p[i] * ((a == b ? 1 : 0) - q[i]);
                    var room = buffers.Slice((others + 1) * RowBlocks.Size, size + packed);
                    room.Clear();
                    products.AddProducts(weight, scratch, room);
                    for (var m = 0; m < packed; m++) block[(others * size) + (pair * packed) + m] += room[size + m];
                }
            }
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(0, others * size).CopyTo(tally.Block("score"));
        sums.AsSpan(others * size, length - 1 - (others * size)).CopyTo(tally.Block("information"));
        tally.Block("likelihood")[0] = sums[^1];
        return tally;
    }

    /// <summary>Replaces the predictors of row i by its probabilities; returns the weighted log of that of its category.</summary>
    private static double Probabilities(Span<double> eta, int i, int others, int category, double prior)
    {
        var most = 0.0;
        for (var k = 0; k < others; k++) most = Math.Max(most, eta[(k * RowBlocks.Size) + i]);
        var sum = StableMath.Exp(-most);
        var own = category == 0 ? -most : eta[((category - 1) * RowBlocks.Size) + i] - most;
        for (var k = 0; k < others; k++)
        {
            var e = StableMath.Exp(eta[(k * RowBlocks.Size) + i] - most);
            eta[(k * RowBlocks.Size) + i] = e;
            sum += e;
        }

        for (var k = 0; k < others; k++) eta[(k * RowBlocks.Size) + i] /= sum;
        return prior * (own - StableMath.Log(sum));
    }
}
