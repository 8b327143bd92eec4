using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Logistic regression of a 0/1 outcome.</summary>
internal sealed class BinomialFamily : GlmFamily
{
    public static readonly BinomialFamily Instance = new();

    private const double Edge = 2.220446e-15;

    public override Link Link => Link.Logit;

    public override double LinkOf(double mean) => StableMath.Log(mean / (1 - mean));

    public override double Mean(double eta)
    {
        if (eta >= 0) return 1 / (1 + StableMath.Exp(-eta));
        var e = StableMath.Exp(eta);
        return e / (1 + e);
    }

    public override double Variance(double mean) => mean * (1 - mean);

    /// <summary>-2 log(mean) where y = 1, -2 log(1 - mean) where y = 0, without cancellation.</summary>
    public override double Deviance(double y, double mean, double eta)
    {
        var signed = y > 0.5 ? -eta : eta;
        return 2 * (signed > 0 ? signed + StableMath.Log1P(StableMath.Exp(-signed)) : StableMath.Log1P(StableMath.Exp(signed)));
    }

    public override (double Mean, double Deviance) Bounds(double eta, double y) => (1, 2 * (eta + 1));

    public override double StartMean(double y, double weight) => ((weight * y) + 0.5) / (weight + 1);

    public override (double Weight, double Response) StartBounds(double y, double weight) => (weight, 10 * (weight + 2));

    public override double Saturated(double y, double logFactorial) => 0;

    public override bool AtBoundary(double mean) => mean < Edge || mean > 1 - Edge;
}
