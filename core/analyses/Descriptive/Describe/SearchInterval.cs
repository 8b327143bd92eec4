namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>A stretch of a variable's values in one group, cut into bins of equal width.</summary>
/// <param name="Variable">Position of the variable.</param>
/// <param name="Group">Group.</param>
/// <param name="Start">Number of its first value.</param>
/// <param name="Width">Values a bin.</param>
/// <param name="Bins">Number of bins.</param>
public sealed record SearchInterval(int Variable, int Group, ulong Start, ulong Width, int Bins);
