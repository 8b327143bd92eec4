namespace FedOnco.Analyses.Regression.Glm;

/// <summary>The mean itself.</summary>
internal sealed class IdentityLink : GlmLink
{
    public static readonly IdentityLink Instance = new();

    public override double Of(double mean) => mean;

    public override double Mean(double eta) => eta;

    public override double Slope(double eta) => 1;
}
