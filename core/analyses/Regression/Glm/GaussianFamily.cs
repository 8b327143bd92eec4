using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Normal errors, with the identity link: the linear model as a generalised one.</summary>
internal sealed class GaussianFamily : GlmFamily
{
    private const double Log2Pi = 1.8378770664093453;

    public override GlmLink Link => IdentityLink.Instance;

    public override bool IsCanonical => true;

    public override bool HasDispersion => true;

    public override double Variance(double mean, double complement) => 1;

    public override double Deviance(double y, double mean, double complement) => (y - mean) * (y - mean);

    public override (double Score, double Weight, double Deviance) Bounds(double eta, double y) => (eta + y, 1, (eta + y) * (eta + y));

    public override double StartMean(double y, double weight) => y;

    public override (double Weight, double Response) StartBounds(double y, double weight) => (weight, y);

    public override double Saturated(double y, double logFactorial) => 0;

    public override bool Takes(double y) => true;

    public override bool AtBoundary(double mean) => false;

    public override double MinusTwoLogLik(GlmTotals totals) => (totals.Used * (StableMath.Log(totals.Deviance / totals.Used) + Log2Pi + 1)) - totals.LogWeight;
}
