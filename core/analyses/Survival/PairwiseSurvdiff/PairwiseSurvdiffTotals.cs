namespace FedOnco.Analyses.Survival.PairwiseSurvdiff;

/// <summary>What the program of pairwise_survdiff() ends in.</summary>
/// <param name="Labels">R's label of each group.</param>
/// <param name="N">Patients by group.</param>
/// <param name="Difference">Observed less expected of the first of each pair; pairs (0, 1), (0, 2), (1, 2), ...</param>
/// <param name="Variance">Of the difference.</param>
internal sealed record PairwiseSurvdiffTotals(IReadOnlyList<string> Labels, double[] N, double[] Difference, double[] Variance)
{
    /// <summary>What the grid of times did to it; null on the lattice.</summary>
    public string? Note { get; init; }
}
