using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>Log likelihood and its derivatives of a proportional odds model at given slopes and thresholds.</summary>
public sealed record PolrStep : Step, IWeightedStep
{
    private PolrStep(CategoryModel model, double[] slopes, double[] thresholds, TallyLayout layout)
    {
        Model = model;
        Slopes = slopes;
        Thresholds = thresholds;
        Layout = layout;
    }

    public CategoryModel Model { get; }

    /// <summary>On the centred columns.</summary>
    public double[] Slopes { get; }

    /// <summary>Increasing; one fewer than categories.</summary>
    public double[] Thresholds { get; }

    public override string Name => "polr-newton";

    public override TallyLayout Layout { get; }

    /// <summary>Null where thresholds do not increase or the numbers could become too large to add.</summary>
    public static PolrStep? Create(CategoryModel model, double[] slopes, double[] thresholds)
    {
        double eta = 0, gap = double.PositiveInfinity;
        foreach (var b in slopes) eta += 2 * Math.Abs(b);
        for (var k = 1; k < thresholds.Length; k++) gap = Math.Min(gap, thresholds[k] - thresholds[k - 1]);
        if (!(gap > 0)) return null;
        // |d log p / d threshold| <= 1 / (1 - exp(-gap)); second derivatives at most its square and itself.
        var most = 1 / (1 - StableMath.Exp(-gap));
        var likelihood = model.Rows * (Math.Max(Math.Abs(thresholds[0]), Math.Abs(thresholds[^1])) + eta + StableMath.Log(most) + 2);
        var second = 16 * model.Rows * most * (1 + most);
        if (!LayoutBuilder.Fits(likelihood) || !LayoutBuilder.Fits(second)) return null;
        var count = thresholds.Length;
        var layout = new LayoutBuilder()
            .Numbers("slope score", slopes.Length, 4 * model.Rows * most)
            .Numbers("threshold score", count, 2 * model.Rows * most)
            .Numbers("slopes", Packed.Length(slopes.Length), second)
            .Numbers("cross", slopes.Length * count, second)
            .Numbers("thresholds", count, second)
            .Numbers("neighbours", count - 1, second)
            .Numbers("likelihood", 1, likelihood)
            .Build();
        return new PolrStep(model, slopes, thresholds, layout);
    }

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run) => PolrSite.Weights(this, run);

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Slopes);
        writer.Numbers(Thresholds);
    }
}
