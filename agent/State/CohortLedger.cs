using FedOnco.Analyses.Disclosure;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.State;

/// <summary>
/// Every cohort of a dataset that this site was asked about, refused ones included, with what became of it; written before a
/// number leaves. Also the models that analysis sets were asked for.
/// </summary>
internal sealed class CohortLedger(string folder) : IDisposable
{
    /// <summary>Cohorts a dataset; when they are used up its study needs a new dataset name.</summary>
    public const int MostEntries = 4096;

    private readonly StateDatabase _database = new(Path.Combine(folder, "ledger.db"), """
        CREATE TABLE IF NOT EXISTS cohorts (study TEXT, dataset TEXT, hash BLOB, entry BLOB NOT NULL, PRIMARY KEY (study, dataset, hash)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS states (study TEXT, dataset TEXT, hash BLOB, state INTEGER NOT NULL, PRIMARY KEY (study, dataset, hash)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS contracts (hash BLOB PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS models (study TEXT, dataset TEXT, rows BLOB, answer BLOB, PRIMARY KEY (study, dataset, rows, answer)) WITHOUT ROWID;
        """);

    // What is on disk, so that a contract with a thousand earlier cohorts is compared without reading them all again.
    private readonly Dictionary<(string Study, string Dataset), Dictionary<byte[], RememberedCohort>> _remembered = [];
    private readonly Lock _lock = new();

    public IReadOnlyCollection<RememberedCohort> Entries(string study, string dataset)
    {
        lock (_lock) return [.. Remembered(study, dataset).Values];
    }

    /// <summary>Whether this very contract was admitted before: a run that is resumed is held to the history of its first day.</summary>
    public bool Knows(byte[] contractHash) => _database.Read("SELECT 1 FROM contracts WHERE hash = $a", _ => 1, contractHash).Count > 0;

    /// <summary>Records the cohorts of a contract and those that travelled with it.</summary>
    public void Admit(byte[] contractHash, string study, string dataset, IEnumerable<(byte[] Hash, HistoryEntry Entry)> entries)
    {
        lock (_lock)
        {
            var known = Remembered(study, dataset);
            var fresh = entries.Where(e => !known.TryGetValue(e.Hash, out var old) || (old.State == CohortState.Unspecified && e.Entry.State != CohortState.Unspecified)).ToList();
            _database.InOne(() =>
            {
                foreach (var (hash, entry) in fresh)
                {
                    _database.Write("INSERT OR IGNORE INTO cohorts VALUES ($a, $b, $c, $d)", study, dataset, hash, new HistoryEntry(entry) { State = CohortState.Unspecified }.ToByteArray());
                    if (entry.State != CohortState.Unspecified) Write(study, dataset, hash, entry.State);
                }

                _database.Write("INSERT OR IGNORE INTO contracts VALUES ($a)", contractHash);
            });
            foreach (var (hash, entry) in fresh) known[hash] = new RememberedCohort(hash, [.. entry.Sites], entry.State);
        }
    }

    /// <summary>What became of cohorts; one that was answered once stays so.</summary>
    public void Mark(string study, string dataset, IEnumerable<HistoryEntry> entries, CohortState state)
    {
        lock (_lock)
        {
            var known = Remembered(study, dataset);
            var changed = entries.Select(e => (Entry: e, Hash: History.Hash(e))).Where(e => !known.TryGetValue(e.Hash, out var old) || (old.State != state && old.State != CohortState.Answered)).ToList();
            if (changed.Count == 0) return;
            _database.InOne(() =>
            {
                foreach (var (_, hash) in changed) Write(study, dataset, hash, state);
            });
            foreach (var (entry, hash) in changed) known[hash] = new RememberedCohort(hash, [.. entry.Sites], state);
        }
    }

    /// <summary>Different models that were asked for on the rows of a set, this one included.</summary>
    /// <param name="study">Study.</param>
    /// <param name="dataset">Dataset of the set.</param>
    /// <param name="rows">Hash of the set's definition.</param>
    /// <param name="answer">Hash of the question.</param>
    public int ModelsWith(string study, string dataset, byte[] rows, byte[] answer) =>
        1 + _database.Read("SELECT count(*) FROM models WHERE study = $a AND dataset = $b AND rows = $c AND answer <> $d", r => r.GetInt32(0), study, dataset, rows, answer)[0];

    public void AddModel(string study, string dataset, byte[] rows, byte[] answer) => _database.Write("INSERT OR IGNORE INTO models VALUES ($a, $b, $c, $d)", study, dataset, rows, answer);

    public void Dispose() => _database.Dispose();

    private Dictionary<byte[], RememberedCohort> Remembered(string study, string dataset)
    {
        if (_remembered.TryGetValue((study, dataset), out var known)) return known;
        return _remembered[(study, dataset)] = _database.Read(
            "SELECT c.entry, coalesce(s.state, 0), c.hash FROM cohorts c LEFT JOIN states s ON s.study = c.study AND s.dataset = c.dataset AND s.hash = c.hash WHERE c.study = $a AND c.dataset = $b",
            r => new RememberedCohort((byte[])r[2], [.. HistoryEntry.Parser.ParseFrom((byte[])r[0]).Sites], (CohortState)r.GetInt32(1)),
            study,
            dataset).ToDictionary(e => e.Hash, HashEquality.Instance);
    }

    // Answered (1) is less than refused (2).
    private void Write(string study, string dataset, byte[] hash, CohortState state) =>
        _database.Write("INSERT INTO states VALUES ($a, $b, $c, $d) ON CONFLICT DO UPDATE SET state = min(state, excluded.state)", study, dataset, hash, (int)state);
}
