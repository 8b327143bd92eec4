using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Lm;

/// <summary>The middle of the sandwich: the sum over rows of (w e / (1 - h)^k)^2 z z', with k = 1 for HC3 and 0 otherwise; or of what each cluster adds up to.</summary>
/// <remarks>Source: White (1980); MacKinnon and White (1985); Liang and Zeger (1986). h is the leverage w z' A^-1 z, with A the total of the products.</remarks>
public sealed record LmSandwichStep : Step
{
    /// <param name="fit">Coefficients, means and scaling.</param>
    /// <param name="inverse">A^-1, size x size; aliased rows 0.</param>
    /// <param name="kind">Which variance.</param>
    public LmSandwichStep(LmStep fit, double[] inverse, RobustVariance kind)
    {
        Fit = fit;
        Inverse = inverse;
        Kind = kind;
        var residual = 1 + Math.Abs(fit.ResponseMean) + fit.Design.PredictorBound(fit.Coefficients);
        Layout = RobustMeatStep.Layout(kind, fit.Size, fit.Frame.Complete, (fit.Question.Weights?.Type.Maximum ?? 1) * residual * fit.Design.Reach);
    }

    public LmStep Fit { get; }

    public double[] Inverse { get; }

    public RobustVariance Kind { get; }

    public override string Name => "lm-sandwich";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Fit.Design.Means);
        writer.Numbers(Fit.Design.Basis ?? []);
        writer.Number(Fit.ResponseMean);
        writer.Numbers(Fit.Coefficients);
        writer.Numbers(Inverse);
        writer.Integer((int)Kind);
    }
}
