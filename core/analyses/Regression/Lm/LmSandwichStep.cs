using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Lm;

/// <summary>The middle of the sandwich: the sum over rows of (w e / (1 - h)^k)^2 z z', with k = 1 for HC3 and 0 otherwise; or of what each cluster adds up to.</summary>
/// <remarks>Source: White (1980); MacKinnon and White (1985); Liang and Zeger (1986). h is the leverage w z' A^-1 z, with A the total of the products.</remarks>
public sealed record LmSandwichStep : Step
{
    // Of the largest residual: that of its own arithmetic, and of the sum of squares in fixed point, is 1e-15.
    private const double Rounding = 1e-12;

    /// <param name="fit">Coefficients, means and scaling.</param>
    /// <param name="inverse">A^-1, size x size; aliased rows 0.</param>
    /// <param name="kind">Which variance.</param>
    /// <param name="squares">Weighted sum of squared residuals, all sites together.</param>
    /// <param name="moved">How far a fitted value may have moved since that sum.</param>
    public LmSandwichStep(LmStep fit, double[] inverse, RobustVariance kind, double squares, double moved)
    {
        Fit = fit;
        Inverse = inverse;
        Kind = kind;
        double rows = fit.Frame.Complete, weight = fit.Question.Weights?.Type.Maximum ?? 1;
        var residual = 1 + Math.Abs(fit.ResponseMean) + fit.Design.PredictorBound(fit.Coefficients);
        // What a row may come to leaves too few digits where the outcome is large beside its residuals. The sum of squares is known: with
        // |z| <= r and w <= m, sum (w e)^2 z z' <= r^2 m sum w e^2, and of clusters (sum w e z)^2 <= r^2 n m sum w e^2, as if every
        // residual were their root mean square; and scores enter in its unit.
        residual = Math.Min(residual, Math.Sqrt(squares / (rows * weight)) + moved + (Rounding * residual));
        Unit = StableMath.PowerOfTwo(-Math.ILogB(residual));
        Layout = RobustMeatStep.Layout(kind, fit.Size, rows, weight * residual * Unit * fit.Design.Reach);
    }

    public LmStep Fit { get; }

    public double[] Inverse { get; }

    public RobustVariance Kind { get; }

    /// <summary>Power of two that scores are multiplied by, so that sums of them have their digits.</summary>
    public double Unit { get; }

    public override string Name => "lm-sandwich";

    // 2: bounded by the residuals that are known, not by what they may be.
    public override int Version => 2;

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Fit.Design.Means);
        writer.Numbers(Fit.Design.Basis ?? []);
        writer.Number(Fit.ResponseMean);
        writer.Numbers(Fit.Coefficients);
        writer.Numbers(Inverse);
        writer.Integer((int)Kind);
        writer.Number(Unit);
    }
}
