namespace FedOnco.Analyses.Survival.CoxZph;

/// <summary>What the program of cox.zph() ends in.</summary>
/// <param name="Terms">Label and columns of each term.</param>
/// <param name="Statistics">Chi-squared of each term, then of all together.</param>
/// <param name="N">Complete rows.</param>
public sealed record CoxZphTotals(IReadOnlyList<(string Label, int[] Columns)> Terms, double[] Statistics, double N)
{
    /// <summary>What the grid of times did to it; null on the lattice.</summary>
    public string? Note { get; init; }

    /// <summary>Log hazard ratios by part of the time axis, where asked for.</summary>
    public Protos.Table? Effects { get; init; }
}
