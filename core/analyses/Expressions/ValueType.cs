namespace FedOnco.Analyses.Expressions;

/// <summary>What an expression is, derived from the dictionary alone (never from data).</summary>
/// <param name="Kind">Number, logical or factor.</param>
/// <param name="Minimum">Least value of a number (interval arithmetic over the dictionary's ranges); -infinity where unbounded.</param>
/// <param name="Maximum">Largest value of a number.</param>
/// <param name="Step">Values are Minimum + k * Step for whole k, where this is known; 0 otherwise.</param>
/// <param name="Levels">All levels that a factor can take, in R's order; empty for numbers. Logicals have FALSE, TRUE.</param>
public sealed record ValueType(ValueKind Kind, double Minimum, double Maximum, double Step, IReadOnlyList<string> Levels);
