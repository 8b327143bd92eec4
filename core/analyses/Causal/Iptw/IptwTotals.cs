namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>What the program of iptw() ends in; arms are controls first.</summary>
/// <param name="Fit">The propensity model.</param>
/// <param name="N">Patients by arm.</param>
/// <param name="Weights">Sums of weights by arm.</param>
/// <param name="SquaredWeights">Sums of squared weights by arm.</param>
/// <param name="Sums">arms x columns, about the pooled means.</param>
/// <param name="Squares">arms x columns.</param>
/// <param name="Weighted">arms x columns.</param>
internal sealed record IptwTotals(PropensityFit Fit, double[] N, double[] Weights, double[] SquaredWeights, double[] Sums, double[] Squares, double[] Weighted);
