using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure;

/// <summary>A cohort of the history.</summary>
/// <param name="Cohort">Its rows.</param>
/// <param name="Entry">As it travels.</param>
public sealed record EarlierCohort(Cohort Cohort, HistoryEntry Entry)
{
    /// <summary>
    /// Two sums can be subtracted only where the same column enters both, or where the conditions differ; how many rows of one
    /// condition lack a value is no secret.
    /// </summary>
    public bool MustBeKeptApart(Cohort other) => Cohort.Key != other.Key && (Cohort.Subset != other.Subset || Cohort.Variables.Overlaps(other.Variables));
}
