using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression;

namespace FedOnco.Analyses.Disclosure.Models;

/// <summary>The site's part of the leverage rule.</summary>
internal static class LeverageSite
{
    public static Tally Sum(LeverageProductsStep step, SiteRun run)
    {
        var design = Design.Of(step.Frame, run);
        var weights = WeightsOf(step, run);
        var products = new WeightedProducts(design.Columns, step.Means, intercept: true);
        var sums = RowBlocks.Sum(design.Rows, products.Length, products.Scratch + RowBlocks.Size, (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var w = scratch.Slice(products.Scratch, count);
            if (weights is null) w.Fill(1);
            else weights.AsSpan(start, count).CopyTo(w);
            products.AddProducts(w, scratch, block);
        });
        var tally = new Tally(step.Layout);
        sums.AsSpan(products.Size).CopyTo(tally.Block("products"));
        return tally;
    }

    public static Tally Sum(LeverageStep step, SiteRun run)
    {
        var (size, inverse) = (step.Products.Size, step.Inverse);
        var design = Design.Of(step.Products.Frame, run);
        var weights = WeightsOf(step.Products, run);
        var products = new WeightedProducts(design.Columns, step.Products.Means, intercept: true);
        var sums = RowBlocks.Sum(design.Rows, 1, products.Scratch, (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            for (var i = 0; i < count; i++)
            {
                var leverage = 0.0;
                for (var j = 0; j < size; j++)
                {
                    var z = scratch[(j * RowBlocks.Size) + i];
                    leverage += z * z * inverse[(j * size) + j];
                    for (var k = 0; k < j; k++) leverage += 2 * z * inverse[(j * size) + k] * scratch[(k * RowBlocks.Size) + i];
                }

                if (leverage * (weights?[start + i] ?? 1) > LeverageStep.MostLeverage) block[0]++;
            }
        });
        var tally = new Tally(step.Layout);
        tally.Block("rows")[0] = sums[0];
        return tally;
    }

    private static double[]? WeightsOf(LeverageProductsStep step, SiteRun run) => step.Weights is { } weights ? SiteFrame.Of(step.Frame.Variables, run).Values(weights) : null;
}
