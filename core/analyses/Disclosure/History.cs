using System.Security.Cryptography;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace FedOnco.Analyses.Disclosure;

/// <summary>The earlier cohorts of a dataset as they travel with a contract.</summary>
public static class History
{
    /// <summary>SHA-256 of one entry's canonical encoding: cohort, sites, snapshots; not its state, which changes.</summary>
    public static byte[] Hash(HistoryEntry entry)
    {
        var writer = new CanonicalWriter();
        writer.Text("fedonco/v1/history entry");
        writer.Text(entry.Cohort.Subset?.ToText() ?? "");
        Texts(writer, entry.Cohort.Complete);
        Texts(writer, entry.Cohort.Cells);
        writer.Integer(entry.Cohort.Fixed ? 1 : 0);
        writer.Integer(entry.Sites.Count);
        foreach (var site in entry.Sites) writer.Text(site);
        foreach (var snapshot in entry.SnapshotHashes) writer.Bytes(snapshot.Span);
        foreach (var refresh in entry.Refreshes) writer.Integer(refresh);
        return SHA256.HashData(writer.ToArray());
    }

    /// <summary>Hash of all entries with their states in ascending order of their hashes: the contract's history hash.</summary>
    public static byte[] Hash(IEnumerable<HistoryEntry> entries) => Hash(entries.Select(e => (Hash(e), e.State)));

    /// <summary>The same where hashes are known.</summary>
    public static byte[] Hash(IEnumerable<EarlierCohort> earlier) => Hash(earlier.Select(e => (e.Hash, e.Entry.State)));

    private static byte[] Hash(IEnumerable<(byte[] Hash, CohortState State)> entries)
    {
        var writer = new CanonicalWriter();
        writer.Text("fedonco/v1/history");
        foreach (var (hash, state) in entries.OrderBy(e => e.Hash, BytesOrder.Instance))
        {
            writer.Bytes(hash);
            writer.Integer((int)state);
        }

        return SHA256.HashData(writer.ToArray());
    }

    /// <summary>Entries in the order in which they are offered.</summary>
    public static IEnumerable<HistoryEntry> Sorted(IEnumerable<HistoryEntry> entries) =>
        entries.Select(e => (Entry: e, Hash: Hash(e))).DistinctBy(e => Convert.ToHexString(e.Hash)).OrderBy(e => e.Hash, BytesOrder.Instance).Select(e => e.Entry);

    /// <summary>Whether a site holds other data than an earlier cohort rests on, though it was not refreshed in between.</summary>
    /// <param name="earlier">Earlier cohorts.</param>
    /// <param name="site">The site.</param>
    /// <param name="snapshot">Hash of its data now.</param>
    /// <param name="refresh">How often they were refreshed.</param>
    public static bool IsChanged(IEnumerable<HistoryEntry> earlier, string site, ByteString snapshot, uint refresh) =>
        earlier.Any(e => e.Sites.IndexOf(site) is >= 0 and var position && RefreshOf(e.Refreshes, position) == refresh && !e.SnapshotHashes[position].Equals(snapshot));

    /// <summary>Whether the difference between answers of two groups of sites would be the numbers of too few sites.</summary>
    /// <param name="sites">Of one answer.</param>
    /// <param name="others">Of the other.</param>
    /// <param name="minimumSites">The least number of sites that a number may be of; below two a difference is of one site alone.</param>
    public static bool IsOfTooFew(IReadOnlyCollection<string> sites, IReadOnlyCollection<string> others, uint minimumSites)
    {
        // Most rest on the same sites.
        if (sites.SequenceEqual(others)) return false;
        var cutOff = sites.Except(others).Count() + others.Except(sites).Count();
        return cutOff > 0 && cutOff < Math.Max(2, minimumSites);
    }

    /// <summary>How often a site's data had been refreshed; none are written where no site's ever were.</summary>
    public static uint RefreshOf(RepeatedField<uint> refreshes, int position) => position < refreshes.Count ? refreshes[position] : 0;

    /// <summary>The entries that a contract adds: the cohorts of its question at its sites and snapshots.</summary>
    public static IReadOnlyList<HistoryEntry> Of(Contract contract, Dataset dataset)
    {
        var context = new StudyContext(contract.Question, dataset, contract.Sites, contract.Terms);
        return [.. QuestionCohorts.Of(context).Select(c => new HistoryEntry { Cohort = c.Cohort.Spec, Sites = { contract.Sites }, SnapshotHashes = { contract.SnapshotHashes }, Refreshes = { contract.Refreshes } })];
    }

    private static void Texts(CanonicalWriter writer, RepeatedField<Expression> expressions)
    {
        writer.Integer(expressions.Count);
        foreach (var expression in expressions) writer.Text(expression.ToText());
    }
}
