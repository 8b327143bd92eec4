using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>log(m / (1 - m)).</summary>
internal sealed class LogitLink : GlmLink
{
    public static readonly LogitLink Instance = new();

    public override double Of(double mean) => StableMath.Log(mean / (1 - mean));

    public override double Mean(double eta)
    {
        if (eta >= 0) return 1 / (1 + StableMath.Exp(-eta));
        var e = StableMath.Exp(eta);
        return e / (1 + e);
    }

    public override double Complement(double eta) => Mean(-eta);

    public override double Slope(double eta) => Mean(eta) * Mean(-eta);
}
