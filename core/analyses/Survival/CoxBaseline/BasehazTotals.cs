using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.CoxBaseline;

/// <summary>What the program of basehaz() ends in.</summary>
public sealed record BasehazTotals
{
    internal BasehazTotals(CoxTotals fit, IReadOnlyList<BaselineCurve> strata)
    {
        Fit = fit;
        Strata = strata;
    }

    /// <summary>The Cox model.</summary>
    public CoxTotals Fit { get; }

    internal IReadOnlyList<BaselineCurve> Strata { get; }
}
