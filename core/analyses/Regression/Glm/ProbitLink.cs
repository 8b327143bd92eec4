using FedOnco.Analyses.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>The quantile of the standard normal distribution.</summary>
internal sealed class ProbitLink : GlmLink
{
    public static readonly ProbitLink Instance = new();

    private const double Sqrt2 = 1.4142135623730951;
    private const double Density = 0.3989422804014327;

    public override double Of(double mean) => Normal.InvCDF(0, 1, mean);

    public override double Mean(double eta) => SpecialFunctions.Erfc(-eta / Sqrt2) / 2;

    public override double Complement(double eta) => Mean(-eta);

    public override double Slope(double eta) => Density * StableMath.Exp(-eta * eta / 2);
}
