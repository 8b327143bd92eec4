using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.Quantiles;

/// <summary>A quantile is shown where enough patients lie on each side of it.</summary>
internal static class QuantileTail
{
    /// <summary>Values on each side of a shown quantile outside the open profile.</summary>
    public const double LeastOnEachSide = 5;

    public static bool IsCovered(StudyContext context, double known, double p) =>
        known > 0 && (!context.IsGuarded || Math.Min(known * p, known * (1 - p)) >= LeastOnEachSide);
}
