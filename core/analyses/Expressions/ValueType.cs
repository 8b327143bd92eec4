namespace FedOnco.Analyses.Expressions;

/// <summary>What an expression is, derived from the dictionary alone (never from data).</summary>
/// <param name="Kind">Number, logical, factor or date.</param>
/// <param name="Minimum">Least value of a number (interval arithmetic over the dictionary's ranges); -infinity where unbounded.</param>
/// <param name="Maximum">Largest value of a number.</param>
/// <param name="Step">Values are Minimum + k * Step for whole k, where this is known; 0 otherwise.</param>
/// <param name="Levels">All levels that a factor can take, in R's order; FALSE, TRUE for logicals; empty for numbers.</param>
public sealed record ValueType(ValueKind Kind, double Minimum, double Maximum, double Step, IReadOnlyList<string> Levels)
{
    private static readonly string[] LogicalLevels = ["FALSE", "TRUE"];

    public static readonly ValueType Logical = new(ValueKind.Logical, 0, 1, 1, LogicalLevels);

    public static ValueType Number(double minimum, double maximum, double step = 0) => new(ValueKind.Number, minimum, maximum, step, []);

    public static ValueType Factor(IReadOnlyList<string> levels) => new(ValueKind.Factor, 0, Math.Max(0, levels.Count - 1), 1, levels);

    /// <summary>Number, logical or date: has an order and a range.</summary>
    public bool IsNumeric => Kind != ValueKind.Factor;

    public bool IsBounded => double.IsFinite(Minimum) && double.IsFinite(Maximum);

    /// <summary>Number of grid points Minimum, Minimum + Step, ..., Maximum; infinity where there is no grid.</summary>
    public double GridCells => Step > 0 && IsBounded ? Math.Floor(((Maximum - Minimum) / Step) + 0.5) + 1 : double.PositiveInfinity;
}
