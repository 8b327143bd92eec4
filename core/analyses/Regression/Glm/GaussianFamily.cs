using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Normal errors; with the identity link it is the linear model as a generalised one.</summary>
internal sealed class GaussianFamily(GlmLink link) : GlmFamily
{
    private const double Log2Pi = 1.8378770664093453;

    public override GlmLink Link => link;

    public override bool IsCanonical => link is IdentityLink;

    public override bool HasDispersion => true;

    public override double Variance(double mean, double complement) => 1;

    public override double Deviance(double y, double mean, double complement) => (y - mean) * (y - mean);

    public override (double Score, double Weight, double Deviance) Bounds(double eta, double y) => link is IdentityLink
        ? (eta + y, 1, (eta + y) * (eta + y))
        : (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);

    public override double StartMean(double y, double weight) => y;

    public override (double Weight, double Response) StartBounds(double y, double weight) => link switch
    {
        IdentityLink => (weight, y),
        LogLink => (weight * Math.Max(1, y * y), 750),
        _ => (weight * Math.Max(1, y * y * y * y), 1e3),
    };

    public override double Saturated(double y, double logFactorial) => 0;

    public override bool Takes(double y) => link switch { IdentityLink => true, LogLink => y > 0, _ => y != 0 };

    public override bool AtBoundary(double mean) => false;

    /// <summary>A row of weight 0 has an infinite variance, and R counts its density.</summary>
    public override double MinusTwoLogLik(GlmTotals totals) => totals.Used < totals.Model.Frame.Complete ? double.PositiveInfinity : (totals.Used * (StableMath.Log(totals.Deviance / totals.Used) + Log2Pi + 1)) - totals.LogWeight;
}
