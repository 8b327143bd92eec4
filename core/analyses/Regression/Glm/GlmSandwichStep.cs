using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>The middle of the sandwich of a generalised linear model: squares of the rows' scores, or of what each cluster adds up to.</summary>
/// <remarks>Source: White (1982); Liang and Zeger (1986).</remarks>
public sealed record GlmSandwichStep : Step
{
    // 2^80: leaves 32 fractional bits.
    private const double Room = 65536.0 * (1L << 62) * 4;

    /// <param name="fit">The solution, with the bounds of its rows.</param>
    /// <param name="before">Coefficients of the step before, whose weights R's sandwich uses.</param>
    /// <param name="inverse">A^-1 in the units of the fit's sums, size x size; aliased rows 0.</param>
    /// <param name="kind">Which variance.</param>
    public GlmSandwichStep(GlmStep fit, double[] before, double[] inverse, RobustVariance kind)
    {
        Fit = fit;
        Before = before;
        Inverse = inverse;
        Kind = kind;
        double rows = fit.Model.Frame.Complete, score = fit.Model.WeightBound * fit.MostScore * fit.Model.Design.Reach;
        // Where the predictor sets no bound: the largest rows whose squares add up with enough digits.
        if (fit.Model.IsUnbounded) score = Math.Min(score, Math.Sqrt(Room / rows) / (kind == RobustVariance.Cluster ? Math.Sqrt(rows) : 1) * (kind == RobustVariance.Hc3 ? 1 - RobustSums.MostLeverage : 1));
        Layout = RobustMeatStep.Layout(kind, fit.Coefficients.Length, rows, score);
    }

    public GlmStep Fit { get; }

    public double[] Before { get; }

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
        if (!Fit.Model.Family.IsCanonical) writer.Numbers(Before);
        Fit.Model.Units.Write(writer);
    }
}
