using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>An expression whose type is known and that a site can evaluate over its cohort.</summary>
/// <param name="Type">Derived from the dictionary alone.</param>
/// <param name="Evaluate">One value a row: number, 0/1, or index into <see cref="ValueType.Levels"/>; NaN where missing.</param>
/// <param name="Constant">The value, where it depends on no column.</param>
/// <param name="Text">The text, where it is a string constant.</param>
public sealed record CompiledExpression(ValueType Type, Func<SiteRun, ReadOnlyMemory<double>> Evaluate, double? Constant = null, string? Text = null)
{
    // Bound to the evaluation it describes: a copy that evaluates otherwise has no source.
    private readonly (Expression Expression, Delegate Evaluate)? _source;

    /// <summary>An expression with exactly these values, for engines that evaluate it themselves; null where there is none.</summary>
    public Expression? Source
    {
        get => _source is { } source && ReferenceEquals(source.Evaluate, Evaluate) ? source.Expression : null;
        init => _source = value is null ? null : (value, Evaluate);
    }
}
