using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>log(-log(1 - m)).</summary>
internal sealed class CloglogLink : GlmLink
{
    public static readonly CloglogLink Instance = new();

    // Below, 1 - exp(-e) is e - e^2 / 2 + e^3 / 6 to the last bit.
    private const double Small = 1e-5;

    public override double Of(double mean) => StableMath.Log(-StableMath.Log1P(-mean));

    public override double Mean(double eta)
    {
        var e = StableMath.Exp(eta);
        return e < Small ? e * (1 - (e / 2 * (1 - (e / 3)))) : 1 - StableMath.Exp(-e);
    }

    public override double Complement(double eta) => StableMath.Exp(-StableMath.Exp(eta));

    public override double Slope(double eta) => StableMath.Exp(eta - StableMath.Exp(eta));
}
