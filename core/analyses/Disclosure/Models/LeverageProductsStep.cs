using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure.Models;

/// <summary>Products of the centred columns of a model with an intercept: what leverages are relative to.</summary>
public sealed record LeverageProductsStep : Step
{
    public LeverageProductsStep(ModelFrame frame, CompiledExpression? weights, double[] means)
    {
        Frame = frame;
        Weights = weights;
        Means = means;
        // Scaled columns and their means lie in [-1, 1].
        Layout = new LayoutBuilder().Numbers("products", Packed.Length(Size), 4 * frame.Complete * (weights?.Type.Maximum ?? 1)).Build();
    }

    public ModelFrame Frame { get; }

    /// <summary>Prior weights, or null.</summary>
    public CompiledExpression? Weights { get; }

    public double[] Means { get; }

    public int Size => Means.Length + 1;

    public override string Name => "leverage-products";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Numbers(Means);
}
