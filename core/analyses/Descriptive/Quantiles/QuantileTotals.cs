using FedOnco.Analyses.Descriptive.Describe;

namespace FedOnco.Analyses.Descriptive.Quantiles;

/// <summary>What the program of quantile() ends in.</summary>
/// <param name="Question">Variables.</param>
/// <param name="Rows">Rows of the cohort.</param>
/// <param name="Values">Variables x probabilities.</param>
/// <param name="Known">Values of each variable that are not missing.</param>
/// <param name="Errors">How far a value of each variable can be from the true one.</param>
public sealed record QuantileTotals(DescribeQuestion Question, double Rows, double[][] Values, double[] Known, double[] Errors);
