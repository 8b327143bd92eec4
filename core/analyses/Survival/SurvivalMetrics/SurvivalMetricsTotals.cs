using FedOnco.Analyses.Survival.Concordances;
using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>What the program of survival_metrics() ends in.</summary>
public sealed class SurvivalMetricsTotals
{
    internal SurvivalMetricsTotals(CoxTotals slope, ConcordanceTotals harrell, ConcordanceTotals? uno, Validation validation, IReadOnlyList<HorizonErrors> horizons, IReadOnlyList<double> errors)
    {
        (Slope, Harrell, Uno, Validation, Horizons, Errors) = (slope, harrell, uno, validation, horizons, errors);
    }

    /// <summary>A Cox model of the score.</summary>
    internal CoxTotals Slope { get; }

    internal ConcordanceTotals Harrell { get; }

    /// <summary>Null with delayed entry or where nobody would be uncensored at some event.</summary>
    internal ConcordanceTotals? Uno { get; }

    internal Validation Validation { get; }

    internal IReadOnlyList<HorizonErrors> Horizons { get; }

    /// <summary>Standard errors: horizons x measures.</summary>
    internal IReadOnlyList<double> Errors { get; }
}
