using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>
/// The rows of cohorts that were asked for before a refresh, told on the rows of today. A row is a patient; patients that are there
/// no more stand behind the rows of today, so that a cohort that had them still differs by them.
/// </summary>
public interface IEarlierRows
{
    /// <summary>Patients of earlier snapshots that are not in this one.</summary>
    int Departed { get; }

    /// <summary>Name of the earlier snapshot that a cohort rests on here; null where it rests on the data of today, or on none here.</summary>
    string? SnapshotOf(HistoryEntry entry);

    /// <summary>Cell of every row of today and of every departed patient, -1 outside.</summary>
    /// <param name="entry">A cohort that rests on an earlier snapshot.</param>
    int[] Labels(HistoryEntry entry);

    /// <summary>The bit of every row of today whose patient was there with another value.</summary>
    /// <param name="snapshot">Name of an earlier snapshot.</param>
    /// <param name="variable">Variable of the dictionary.</param>
    ulong[] Changed(string snapshot, string variable);
}
