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
    /// <param name="other">A cohort of the question.</param>
    /// <param name="sites">Sites of the question: the same rows at other sites are other rows.</param>
    public bool MustBeKeptApart(Cohort other, IReadOnlyList<string> sites) =>
        !Entry.Sites.SequenceEqual(sites) || (Cohort.Key != other.Key && (Cohort.Subset != other.Subset || Cohort.SharesColumns(other)));

    /// <summary>The same rows were answered at the same sites: they were kept apart from everything then, and later answers from them.</summary>
    public bool Answers(Cohort other, IReadOnlyList<string> sites) => Entry.State == CohortState.Answered && Cohort.Key == other.Key && Entry.Sites.SequenceEqual(sites);
}
