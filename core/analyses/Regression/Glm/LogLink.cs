using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>log(m).</summary>
internal sealed class LogLink : GlmLink
{
    public static readonly LogLink Instance = new();

    public override double Of(double mean) => StableMath.Log(mean);

    public override double Mean(double eta) => StableMath.Exp(eta);

    public override double Slope(double eta) => StableMath.Exp(eta);
}
