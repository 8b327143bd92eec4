using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Poisson regression of counts.</summary>
internal sealed class PoissonFamily : GlmFamily
{
    public static readonly PoissonFamily Instance = new();

    private const double Edge = 2.220446e-15;

    public override Link Link => Link.Log;

    public override double LinkOf(double mean) => StableMath.Log(mean);

    public override double Mean(double eta) => StableMath.Exp(eta);

    public override double Variance(double mean) => mean;

    public override double Deviance(double y, double mean, double eta) => 2 * ((y > 0 ? y * (StableMath.Log(y) - eta) : 0) - (y - mean));

    public override (double Mean, double Deviance) Bounds(double eta, double y)
    {
        var mean = StableMath.Exp(eta);
        return (mean, 2 * ((y * (eta + StableMath.Log(y + 1) + 1)) + mean));
    }

    public override double StartMean(double y, double weight) => y + 0.1;

    public override (double Weight, double Response) StartBounds(double y, double weight) => (weight * (y + 0.1), 4 + StableMath.Log(y + 1));

    /// <summary>-2 log p(y | mean = y).</summary>
    public override double Saturated(double y, double logFactorial) => -2 * ((y > 0 ? y * StableMath.Log(y) : 0) - y - logFactorial);

    public override bool AtBoundary(double mean) => mean < Edge;
}
