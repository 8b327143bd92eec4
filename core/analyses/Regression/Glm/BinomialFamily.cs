using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>A 0/1 outcome.</summary>
internal sealed class BinomialFamily(GlmLink link, bool quasi) : GlmFamily
{
    /// <summary>A mean closer than this to 0 or 1 is at the boundary.</summary>
    internal const double Edge = 2.220446e-15;

    public override GlmLink Link => link;

    public override bool IsCanonical => link is LogitLink;

    public override bool HasDispersion => quasi;

    public override double Variance(double mean, double complement) => mean * complement;

    /// <summary>-2 log(mean) where y = 1, -2 log(1 - mean) where y = 0.</summary>
    public override double Deviance(double y, double mean, double complement)
    {
        // The larger of the two has lost the other's digits: log(1 - small) is taken instead.
        var (hit, miss) = y > 0.5 ? (mean, complement) : (complement, mean);
        return -2 * (hit > 0.5 ? StableMath.Log1P(-miss) : StableMath.Log(Math.Max(hit, 1e-300)));
    }

    public override (double Score, double Weight, double Deviance) Bounds(double eta, double y) => link switch
    {
        LogitLink => (2, 1, 2 * (eta + 1)),
        LogLink => (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity),
        ProbitLink => (eta + 2, 1, 2 * ((eta * eta) + eta + 2)),
        // A survivor's score and half deviance are exp(eta).
        _ => (StableMath.Exp(eta) + 2, 2, 2 * (StableMath.Exp(eta) + eta + 2)),
    };

    public override double StartMean(double y, double weight) => ((weight * y) + 0.5) / (weight + 1);

    public override (double Weight, double Response) StartBounds(double y, double weight) => (2 * weight, 10 * (weight + 2));

    public override double Saturated(double y, double logFactorial) => 0;

    public override bool Takes(double y) => y is 0 or 1;

    public override bool IsPossible(double mean) => mean is >= 0 and <= 1 && (link is not LogLink || mean is > 0 and < 1);

    public override bool AtBoundary(double mean) => mean < Edge || mean > 1 - Edge;

    public override double MinusTwoLogLik(GlmTotals totals) => quasi ? double.NaN : double.IsNaN(totals.RoundedDeviance) ? totals.Deviance : totals.RoundedDeviance;
}
