using FedOnco.Analyses.Disclosure;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.State;

/// <summary>Every cohort of a dataset that a contract was made for; the sites compare it with their own ledgers.</summary>
internal sealed class CohortRecord(Store store)
{
    /// <summary>In the order in which they are offered.</summary>
    public IReadOnlyList<HistoryEntry> Entries(string study, string dataset) => [.. History.Sorted(store.Read(
        "SELECT c.entry, coalesce(s.state, 0) FROM cohorts c LEFT JOIN cohort_states s ON s.study = c.study AND s.dataset = c.dataset AND s.hash = c.hash WHERE c.study = @a AND c.dataset = @b",
        r => new HistoryEntry(HistoryEntry.Parser.ParseFrom((byte[])r[0])) { State = (CohortState)r.GetInt64(1) },
        study,
        dataset))];

    public void Add(string study, string dataset, IEnumerable<HistoryEntry> entries)
    {
        foreach (var entry in entries) store.Write("INSERT INTO cohorts VALUES (@a, @b, @c, @d) ON CONFLICT DO NOTHING", study, dataset, History.Hash(entry), entry.ToByteArray());
    }

    /// <summary>What became of cohorts; one that was answered once stays so.</summary>
    public void Mark(string study, string dataset, IEnumerable<HistoryEntry> entries, CohortState state)
    {
        foreach (var entry in entries)
            store.Write("INSERT INTO cohort_states VALUES (@a, @b, @c, @d) ON CONFLICT (study, dataset, hash) DO UPDATE SET state = CASE WHEN excluded.state < cohort_states.state THEN excluded.state ELSE cohort_states.state END", study, dataset, History.Hash(entry), (int)state);
    }
}
