using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Counts.</summary>
internal sealed class PoissonFamily(GlmLink link, bool quasi) : GlmFamily
{
    private const double Edge = 2.220446e-15;

    public override GlmLink Link => link;

    public override bool IsCanonical => link is LogLink;

    public override bool HasDispersion => quasi;

    public override double Variance(double mean, double complement) => mean;

    public override double Deviance(double y, double mean, double complement) => 2 * ((y > 0 ? y * StableMath.Log(y / mean) : 0) - (y - mean));

    public override (double Score, double Weight, double Deviance) Bounds(double eta, double y)
    {
        if (link is not LogLink) return (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        var mean = StableMath.Exp(eta);
        return (mean + y, Math.Max(mean, 1), 2 * ((y * (eta + StableMath.Log(y + 1) + 1)) + mean));
    }

    public override double StartMean(double y, double weight) => y + 0.1;

    public override (double Weight, double Response) StartBounds(double y, double weight) => link is LogLink ? (weight * (y + 0.1), 4 + StableMath.Log(y + 1)) : (10 * weight, y + 1);

    /// <summary>-2 log p(y | mean = y).</summary>
    public override double Saturated(double y, double logFactorial) => -2 * ((y > 0 ? y * StableMath.Log(y) : 0) - y - logFactorial);

    public override bool Takes(double y) => y >= 0 && y == Math.Floor(y);

    public override bool IsPossible(double mean) => mean > 0 && double.IsFinite(mean);

    public override bool AtBoundary(double mean) => mean < Edge;

    public override double MinusTwoLogLik(GlmTotals totals) => quasi ? double.NaN : totals.Deviance + totals.Saturated;
}
