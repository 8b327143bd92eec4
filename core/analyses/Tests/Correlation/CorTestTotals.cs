namespace FedOnco.Analyses.Tests.Correlation;

/// <summary>What the program of cor.test() ends in.</summary>
/// <param name="N">Complete rows.</param>
/// <param name="Estimate">Pearson's r, or Spearman's rho.</param>
/// <param name="Ties">Whether a value of the ranked variables occurs twice.</param>
public sealed record CorTestTotals(double N, double Estimate, bool Ties);
