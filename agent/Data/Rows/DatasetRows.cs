using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Rows;

/// <summary>The rows of cohorts of one dataset across refreshes of its data.</summary>
/// <param name="held">Dataset.</param>
/// <param name="kept">What this site keeps.</param>
/// <param name="site">Its id.</param>
/// <param name="localKey">Its secret.</param>
internal sealed class DatasetRows(HeldDataset held, KeptRows kept, string site, byte[] localKey)
{
    private string Study => held.Entry.Study;

    private string Dataset => held.Entry.Dataset;

    /// <summary>Earlier snapshots placed on the rows of a source; null where there are none.</summary>
    /// <exception cref="FedOncoException">HistoryUnavailable.</exception>
    public IEarlierRows? Earlier(RunSource source) =>
        kept.Snapshots(Study, Dataset).Any(s => s.Refresh < held.Refresh) ? Placed(source) ?? throw Unrecognisable() : null;

    /// <summary>Whether an earlier cohort can be told here: it rests on the data of today, its rows are kept, or this site never saw it and so never summed it.</summary>
    /// <param name="entry">As it came with a contract.</param>
    /// <param name="hash">Of the entry.</param>
    /// <param name="isKnown">Whether it is in this site's ledger.</param>
    public bool CanRecall(HistoryEntry entry, byte[] hash, bool isKnown)
    {
        if (entry.Sites.IndexOf(site) is not (>= 0 and var position) || entry.SnapshotHashes[position].Span.SequenceEqual(held.SnapshotHash) || kept.Has(Study, Dataset, hash)) return true;
        return !isKnown && entry.State == CohortState.Unspecified && kept.Snapshots(Study, Dataset).Any(s => s.HasPatients && s.Hash.AsSpan().SequenceEqual(entry.SnapshotHashes[position].Span));
    }

    /// <summary>Keeps the rows of cohorts that rest on the data of today, durably; nothing where patients cannot be recognised later anyway.</summary>
    /// <param name="cohorts">Cohorts with the hashes of their entries.</param>
    /// <param name="source">All rows.</param>
    public void Keep(IEnumerable<EarlierCohort> cohorts, RunSource source)
    {
        var fresh = cohorts.Where(c => c.Entry.Sites.Contains(site) && !kept.Has(Study, Dataset, c.Hash)).ToList();
        if (fresh.Count == 0 || kept.Current(Study, Dataset) is not { HasPatients: true } || Placed(source) is not { } placed) return;
        var whole = new SiteRun(site, source);
        kept.Keep(Study, Dataset, [.. fresh.Select(c => (c.Hash, RowsOf(c, whole, placed)))]);
    }

    private byte[] RowsOf(EarlierCohort earlier, SiteRun whole, PlacedRows placed)
    {
        // What this site never saw before the refresh: the gate admitted it for that reason.
        if (placed.SnapshotOf(earlier.Entry) is not null) return CohortBytes.None;
        // The preflight looks at the same rows: they are found once.
        return CohortBytes.Of(CohortRows.Of(earlier.Cohort, held.Dataset.PatientKey, whole), placed.Order);
    }

    /// <summary>Kept with the source. Found by one run at a time; one that is closed meanwhile leaves it to the next.</summary>
    private PlacedRows? Placed(RunSource source)
    {
        lock (held.Placing) return source.Remember("patients of snapshots", () => new Placement(PatientMarks.Of(source, held.Dataset, localKey) is { } patients ? new PlacedRows(held, kept, site, patients) : null)).Rows;
    }

    private FedOncoException Unrecognisable() => new(ErrorReason.HistoryUnavailable, $"{site} cannot recognise the patients of {Dataset} any more. The study needs a new dataset name.");

    /// <param name="Rows">Null where patients cannot be recognised.</param>
    private sealed record Placement(PlacedRows? Rows);
}
