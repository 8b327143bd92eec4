namespace FedOnco.Analyses.Regression.Categories;

/// <summary>Log likelihood with score and information (row-major) at a point.</summary>
internal sealed record CategoryPoint(double LogLikelihood, double[] Score, double[] Information);
