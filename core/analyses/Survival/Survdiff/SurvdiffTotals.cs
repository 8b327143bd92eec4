namespace FedOnco.Analyses.Survival.Survdiff;

/// <summary>What the program of survdiff() ends in.</summary>
/// <param name="Labels">R's label of each group.</param>
/// <param name="N">Patients.</param>
/// <param name="Observed">Weighted events.</param>
/// <param name="Expected">Weighted events under the hypothesis.</param>
/// <param name="Variance">groups x groups.</param>
public sealed record SurvdiffTotals(IReadOnlyList<string> Labels, double[] N, double[] Observed, double[] Expected, double[] Variance)
{
    /// <summary>What the grid of times did to it; null on the lattice.</summary>
    public string? Note { get; init; }
}
