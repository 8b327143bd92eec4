using FedOnco.Analyses.Disclosure;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.State;

/// <summary>Every cohort of a dataset that a contract was made for; the sites compare it with their own ledgers.</summary>
internal sealed class CohortRecord(Store store)
{
    /// <summary>In the order in which they are offered.</summary>
    public IReadOnlyList<HistoryEntry> Entries(string study, string dataset) =>
        [.. History.Sorted(store.Read("SELECT entry FROM cohorts WHERE study = $a AND dataset = $b", r => HistoryEntry.Parser.ParseFrom((byte[])r[0]), study, dataset))];

    public void Add(string study, string dataset, IEnumerable<HistoryEntry> entries)
    {
        foreach (var entry in entries) store.Write("INSERT OR IGNORE INTO cohorts VALUES ($a, $b, $c, $d)", study, dataset, History.Hash(entry), entry.ToByteArray());
    }
}
