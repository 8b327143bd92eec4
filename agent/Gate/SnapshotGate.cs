using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Rows;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>
/// A study runs on one snapshot a site, until all of its sites refresh together. The coordinator orders nothing: each site knows its own
/// number and data, and what the other sites' were from the cohorts that it remembers.
/// </summary>
/// <param name="site">Id of this site.</param>
/// <param name="kept">What this site keeps of earlier snapshots.</param>
internal sealed class SnapshotGate(string site, KeptRows kept)
{
    /// <summary>The contract rests on the data of this site as they are, and all of its sites refreshed as often.</summary>
    /// <param name="contract">As offered.</param>
    /// <param name="position">This site's position among its sites.</param>
    /// <param name="held">The dataset here.</param>
    /// <exception cref="FedOncoException">Policy, HistoryUnavailable.</exception>
    public void RequireTogether(Contract contract, int position, HeldDataset held)
    {
        if (!contract.SnapshotHashes[position].Span.SequenceEqual(held.SnapshotHash) || Refresh(contract, position) != held.Refresh)
            throw new FedOncoException(ErrorReason.Policy, $"The data of {site} changed since the contract was made. Ask again.");
        if (contract.Sites.Where((_, k) => Refresh(contract, k) != held.Refresh).FirstOrDefault() is { } other)
            throw new FedOncoException(ErrorReason.HistoryUnavailable, $"{site} and {other} did not refresh {held.Dataset.Name} as often as each other. A refresh is one of all centres together: calls go on when all of them have taken it.");
    }

    /// <summary>An earlier cohort rests on the same data, or on those before a refresh, which this site can still tell.</summary>
    /// <param name="contract">As offered.</param>
    /// <param name="before">An earlier cohort.</param>
    /// <param name="isKnown">Whether this site remembers it.</param>
    /// <param name="held">The dataset here.</param>
    /// <exception cref="FedOncoException">HistoryUnavailable.</exception>
    public void RequireComparable(Contract contract, EarlierCohort before, bool isKnown, HeldDataset held)
    {
        var entry = before.Entry;
        var isRefreshed = false;
        for (var k = 0; k < contract.Sites.Count; k++)
        {
            if (entry.Sites.IndexOf(contract.Sites[k]) is not (>= 0 and var position)) continue;
            var (then, now) = (History.RefreshOf(entry.Refreshes, position), Refresh(contract, k));
            var isSame = entry.SnapshotHashes[position].Equals(contract.SnapshotHashes[k]);
            if (then == now && !isSame)
                throw new FedOncoException(ErrorReason.HistoryUnavailable, $"The data of {contract.Sites[k]} changed since {held.Dataset.Name} was first asked about, without a refresh of the study. Its IT puts the old data back, or all centres take a refresh together.");
            if (then > now)
                throw new FedOncoException(ErrorReason.HistoryUnavailable, $"An earlier answer on {held.Dataset.Name} rests on data of {contract.Sites[k]} after a refresh that the contract does not know. Ask again; if it goes on, its state or the coordinator's record was restored.");
            isRefreshed |= !isSame;
        }

        if (isRefreshed && contract.Terms.Differencing == Differencing.Strict)
            throw new FedOncoException(ErrorReason.HistoryUnavailable, $"{held.Dataset.Name} was refreshed, and strict differencing does not go on over a refresh. The study needs a new dataset name.");
        if (!new DatasetRows(held, kept, site, []).CanRecall(entry, before.Hash, isKnown))
            throw new FedOncoException(ErrorReason.HistoryUnavailable, $"The data of {site} changed since {held.Dataset.Name} was first asked about, and it does not keep what an earlier cohort had. The study needs a new dataset name at all centres together.");
    }

    private static uint Refresh(Contract contract, int position) => History.RefreshOf(contract.Refreshes, position);
}
