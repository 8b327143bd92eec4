using FedOnco.Analyses.Expressions;

namespace FedOnco.Analyses.Disclosure;

/// <summary>A computed number or a weight: its sums over a cohort must not be those of a few patients.</summary>
/// <param name="Column">The number.</param>
/// <param name="IsWeight">A weight: the effective number of patients is (sum w)^2 / sum w^2. Otherwise n / kurtosis.</param>
internal sealed record ShapedColumn(CompiledExpression Column, bool IsWeight)
{
    /// <summary>Magnitude by which values are divided.</summary>
    public double Scale => Math.Max(Math.Max(Math.Abs(Column.Type.Minimum), Math.Abs(Column.Type.Maximum)), 1e-300);
}
