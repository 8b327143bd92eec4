using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Lm;

/// <summary>The middle of the sandwich: the sum over rows of (w e / (1 - h)^k)^2 z z', with k = 1 for HC3 and 0 otherwise.</summary>
/// <remarks>Source: White (1980); MacKinnon and White (1985). h is the leverage w z' A^-1 z, with A the total of the products.</remarks>
public sealed record LmSandwichStep : Step
{
    /// <summary>Rows with a larger leverage determine their own fit: their part has no value.</summary>
    public const double MostLeverage = 1 - 1e-6;

    /// <param name="fit">Coefficients, means and scaling.</param>
    /// <param name="inverse">A^-1, size x size; aliased rows 0.</param>
    /// <param name="leverage">Whether residuals are divided by 1 - h.</param>
    public LmSandwichStep(LmStep fit, double[] inverse, bool leverage)
    {
        Fit = fit;
        Inverse = inverse;
        Leverage = leverage;
        var weight = fit.Question.Weights?.Type.Maximum ?? 1;
        var residual = 2.0;
        foreach (var b in fit.Coefficients) residual += 2 * Math.Abs(b);
        var largest = weight * residual / (leverage ? 1 - MostLeverage : 1);
        Layout = new LayoutBuilder()
            .Numbers("meat", Packed.Length(fit.Size), 4 * fit.Frame.Complete * largest * largest)
            .Counts("saturated", 1, fit.Frame.Complete)
            .Build();
    }

    public LmStep Fit { get; }

    public double[] Inverse { get; }

    public bool Leverage { get; }

    public override string Name => "lm-sandwich";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Fit.Means);
        writer.Number(Fit.ResponseMean);
        writer.Numbers(Fit.Coefficients);
        writer.Numbers(Inverse);
        writer.Integer(Leverage ? 1 : 0);
    }
}
