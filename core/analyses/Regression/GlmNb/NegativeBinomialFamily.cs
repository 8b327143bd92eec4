using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Regression.Glm;

namespace FedOnco.Analyses.Regression.GlmNb;

/// <summary>Counts with variance mean + mean^2 / theta, theta known, with the log link.</summary>
/// <remarks>Source: Lawless (1987).</remarks>
internal sealed class NegativeBinomialFamily(double theta) : GlmFamily
{
    public override GlmLink Link => LogLink.Instance;

    public override double Parameter => theta;

    public override bool IsCanonical => false;

    public override bool HasDispersion => false;

    public override double Variance(double mean, double complement) => mean + (mean * mean / theta);

    public override double Deviance(double y, double mean, double complement) =>
        2 * ((y > 0 ? y * StableMath.Log(y / mean) : 0) - ((y + theta) * StableMath.Log1P((y - mean) / (mean + theta))));

    public override (double Score, double Weight, double Deviance) Bounds(double eta, double y) =>
        (Math.Max(y, theta), Math.Max(theta, 1), 2 * (y + theta + 1) * (Math.Abs(eta) + StableMath.Log(y + 1) + Math.Abs(StableMath.Log(theta)) + 2));

    public override double StartMean(double y, double weight) => y > 0 ? y : 1.0 / 6;

    public override (double Weight, double Response) StartBounds(double y, double weight) => (weight * (y + 1), 4 + StableMath.Log(y + 1));

    public override double Saturated(double y, double logFactorial) => 0;

    public override bool Takes(double y) => y >= 0 && y == Math.Floor(y);

    public override bool AtBoundary(double mean) => false;

    /// <summary>The program sums the likelihood itself.</summary>
    public override double MinusTwoLogLik(GlmTotals totals) => double.NaN;
}
