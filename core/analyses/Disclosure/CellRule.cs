namespace FedOnco.Analyses.Disclosure;

/// <summary>What the cells of a cohort owe before anything is summed over them.</summary>
public enum CellRule
{
    /// <summary>One cell: at least the cohort's minimum.</summary>
    Cohort,

    /// <summary>Every cell is empty or large enough; otherwise the call is refused (levels of a factor in a model).</summary>
    Levels,

    /// <summary>All cells but the first (censored, no event) together are none or large enough.</summary>
    Events,

    /// <summary>Small cells are hidden by the program; only shown ones are compared with earlier answers.</summary>
    Hidden,
}
