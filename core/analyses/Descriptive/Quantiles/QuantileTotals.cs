using FedOnco.Analyses.Descriptive.Describe;

namespace FedOnco.Analyses.Descriptive.Quantiles;

/// <summary>What the program of quantile() ends in.</summary>
/// <param name="Question">Variables.</param>
/// <param name="Rows">Rows of the cohort.</param>
/// <param name="Values">Variables x probabilities.</param>
public sealed record QuantileTotals(DescribeQuestion Question, double Rows, double[][] Values);
