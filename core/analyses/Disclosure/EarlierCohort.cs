using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure;

/// <summary>A cohort of the history.</summary>
/// <param name="Cohort">Its rows.</param>
/// <param name="Entry">As it travels.</param>
public sealed record EarlierCohort(Cohort Cohort, HistoryEntry Entry)
{
    private byte[]? _hash;

    /// <summary>The history of a contract.</summary>
    /// <exception cref="FedOncoException">HistoryUnavailable.</exception>
    public static IReadOnlyList<EarlierCohort> Recall(StudyContext context) => context.Memory.Recall(context);

    /// <summary><see cref="History.Hash(HistoryEntry)"/> of the entry, 32 bytes.</summary>
    public byte[] Hash => _hash ??= History.Hash(Entry);

    /// <summary>What the preflight keeps its rows under.</summary>
    internal string RowsKey { get; } = "cohort " + Cohort.Key;

    /// <summary>
    /// Two sums can be subtracted only where the same column enters both, or where the conditions differ; how many rows of one
    /// condition lack a value is no secret.
    /// </summary>
    /// <param name="other">A cohort of the question.</param>
    /// <param name="sameRows">Whether it rests on the data of the question (<see cref="IsOnRowsOf"/>).</param>
    public bool MustBeKeptApart(Cohort other, bool sameRows) =>
        !sameRows || (Cohort.Key != other.Key && (Cohort.Subset != other.Subset || Cohort.SharesColumns(other)));

    /// <summary>The same rows were answered at the same sites: they were kept apart from everything then, and later answers from them.</summary>
    public bool Answers(Cohort other, bool sameRows) => sameRows && Entry.State == CohortState.Answered && Cohort.Key == other.Key;

    /// <summary>Whether it rests on the same snapshots at the same sites: the same condition at other sites, or before a refresh, keeps other rows.</summary>
    public bool IsOnRowsOf(StudyContext context) =>
        Entry.Sites.SequenceEqual(context.Sites) && (context.Snapshots.Count == 0 || Entry.SnapshotHashes.SequenceEqual(context.Snapshots));

    /// <summary>Whether a site of the question holds other data now than it did.</summary>
    public bool IsBeforeRefreshOf(StudyContext context)
    {
        for (var i = 0; i < context.Snapshots.Count; i++)
        {
            if (Entry.Sites.IndexOf(context.Sites[i]) is >= 0 and var position && !Entry.SnapshotHashes[position].Equals(context.Snapshots[i])) return true;
        }

        return false;
    }

    /// <exception cref="FedOncoException">HistoryUnavailable.</exception>
    internal static EarlierCohort Of(HistoryEntry entry, StudyContext context)
    {
        var cohort = Cohort.Of(entry.Cohort, context with { Sites = entry.Sites })
            ?? throw new FedOncoException(ErrorReason.HistoryUnavailable, "An earlier cohort of this dataset does not fit the dictionary any more. The study needs a new dataset name.");
        return new EarlierCohort(cohort, entry);
    }
}
