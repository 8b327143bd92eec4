namespace FedOnco.Analyses.Regression.Glm;

/// <summary>1 / m.</summary>
internal sealed class InverseLink : GlmLink
{
    public static readonly InverseLink Instance = new();

    public override double Of(double mean) => 1 / mean;

    public override double Mean(double eta) => 1 / eta;

    public override double Slope(double eta) => -1 / (eta * eta);
}
