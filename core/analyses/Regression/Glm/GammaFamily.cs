using FedOnco.Analyses.Numerics;
using MathNet.Numerics;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Positive amounts with a constant coefficient of variation.</summary>
internal sealed class GammaFamily(GlmLink link) : GlmFamily
{
    // |log y| of any positive double.
    private const double MostLog = 750;

    public override GlmLink Link => link;

    public override bool IsCanonical => false;

    public override bool HasDispersion => true;

    public override double Variance(double mean, double complement) => mean * mean;

    public override double Deviance(double y, double mean, double complement) => 2 * (((y - mean) / mean) - StableMath.Log(y / mean));

    public override (double Score, double Weight, double Deviance) Bounds(double eta, double y)
    {
        if (link is not LogLink) return (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        var ratio = (y * StableMath.Exp(eta)) + 1;
        return (ratio, 1, 2 * (ratio + MostLog + eta));
    }

    public override double StartMean(double y, double weight) => y;

    public override (double Weight, double Response) StartBounds(double y, double weight) => link switch
    {
        LogLink => (weight, MostLog),
        // Weight y^2 and response 1 / y; or weight 1 / y^2 and response y, for y above 1e-3.
        InverseLink => (weight * Math.Max(1, y * y), Math.Max(1, y)),
        _ => (weight * 1e6, Math.Max(1, y)),
    };

    /// <summary>log y.</summary>
    public override double Saturated(double y, double logFactorial) => StableMath.Log(y);

    public override bool Takes(double y) => y > 0;

    public override bool IsPossible(double mean) => mean > 0 && double.IsFinite(mean);

    public override bool AtBoundary(double mean) => false;

    /// <summary>With the dispersion at deviance / n, as in R's aic().</summary>
    public override double MinusTwoLogLik(GlmTotals totals)
    {
        var d = totals.Deviance / totals.Weight;
        var shape = 1 / d;
        return 2 * (totals.Saturated + (shape * ((totals.Deviance / 2) + totals.Weight)) + (shape * totals.Weight * StableMath.Log(d)) + (totals.Weight * SpecialFunctions.GammaLn(shape)));
    }
}
