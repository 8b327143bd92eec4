namespace FedOnco.Analyses.Disclosure.Suppression;

/// <summary>What may be said of a cell.</summary>
public enum CellState
{
    /// <summary>Its value may be shown.</summary>
    Shown,

    /// <summary>Too few patients or sites.</summary>
    Primary,

    /// <summary>Large enough, but it would give a hidden cell away.</summary>
    Secondary,

    /// <summary>Cannot occur, and is not listed.</summary>
    Absent,
}
