using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>The middle of the sandwich of a generalised linear model: squares of the rows' scores, or of what each cluster adds up to.</summary>
/// <remarks>Source: White (1982); Liang and Zeger (1986).</remarks>
public sealed record GlmSandwichStep : Step
{
    /// <param name="fit">The solution, with the bounds of its rows.</param>
    /// <param name="inverse">A^-1, size x size; aliased rows 0.</param>
    /// <param name="kind">Which variance.</param>
    public GlmSandwichStep(GlmStep fit, double[] inverse, RobustVariance kind)
    {
        Fit = fit;
        Inverse = inverse;
        Kind = kind;
        Layout = RobustMeatStep.Layout(kind, fit.Coefficients.Length, fit.Model.Frame.Complete, fit.Model.WeightBound * fit.MostScore * fit.Model.Design.Reach);
    }

    public GlmStep Fit { get; }

    public double[] Inverse { get; }

    public RobustVariance Kind { get; }

    public override string Name => "glm-sandwich";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Fit.Model.Means);
        writer.Numbers(Fit.Model.Design.Basis ?? []);
        writer.Numbers(Fit.Coefficients);
        writer.Numbers(Inverse);
        writer.Integer((int)Kind);
    }
}
