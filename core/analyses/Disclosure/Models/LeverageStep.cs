using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure.Models;

/// <summary>Rows whose leverage in the model of all sites is above one half: each of them decides its own fitted value more than all others do.</summary>
public sealed record LeverageStep : Step
{
    public const double MostLeverage = 0.5;

    /// <param name="products">The products that were summed.</param>
    /// <param name="inverse">Inverse of their total, row-major; 0 for aliased columns.</param>
    public LeverageStep(LeverageProductsStep products, double[] inverse)
    {
        Products = products;
        Inverse = inverse;
    }

    public LeverageProductsStep Products { get; }

    public double[] Inverse { get; }

    public override string Name => "leverage";

    public override TallyLayout Layout { get; } = new LayoutBuilder().Counts("rows", 1, PreflightStep.MostRows).Build();

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Products.Means);
        writer.Numbers(Inverse);
    }
}
