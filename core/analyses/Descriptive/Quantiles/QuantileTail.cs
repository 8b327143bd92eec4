using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.Quantiles;

/// <summary>A quantile is shown where enough patients lie on each side of it.</summary>
internal static class QuantileTail
{
    /// <summary>Values on each side of a shown quantile outside the open profile.</summary>
    public const double LeastOnEachSide = 5;

    /// <summary>Outside the open profile a value lies on the variable's step, so that an interpolated one tells no more than its neighbours.</summary>
    public static double Shown(StudyContext context, Expressions.ValueType type, double value) => !context.IsGuarded || double.IsNaN(value) || !(type.Step > 0)
        ? value
        : NumberGrid.Exact(type.Minimum, type.Step, (long)Math.Floor(((value - type.Minimum) / type.Step) + 0.5)) + 0.0;

    public static bool IsCovered(StudyContext context, double known, double p) =>
        known > 0 && (!context.IsGuarded || Math.Min(known * p, known * (1 - p)) >= LeastOnEachSide);
}
