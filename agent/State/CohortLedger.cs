using FedOnco.Analyses.Disclosure;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.State;

/// <summary>
/// Every cohort of a dataset that this site was asked about, refused ones included, with what became of it; written before a
/// number leaves. Also the analysis sets that were answered or used here, and the models that they were asked for.
/// </summary>
internal sealed class CohortLedger : IDisposable
{
    /// <summary>Cohorts a dataset; when they are used up its study needs a new dataset name.</summary>
    public const int MostEntries = 4096;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS cohorts (study TEXT, dataset TEXT, hash BLOB, entry BLOB NOT NULL, PRIMARY KEY (study, dataset, hash)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS states (study TEXT, dataset TEXT, hash BLOB, state INTEGER NOT NULL, PRIMARY KEY (study, dataset, hash)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS contracts (hash BLOB PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS models (study TEXT, dataset TEXT, rows BLOB, answer BLOB, PRIMARY KEY (study, dataset, rows, answer)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS sets (study TEXT, name TEXT, dataset TEXT NOT NULL, definition BLOB NOT NULL, PRIMARY KEY (study, name)) WITHOUT ROWID;
        """;

    private const string StatedCohorts =
        "SELECT c.entry, coalesce(s.state, 0), c.hash FROM cohorts c LEFT JOIN states s ON s.study = c.study AND s.dataset = c.dataset AND s.hash = c.hash WHERE c.study = $a AND c.dataset = $b";

    private readonly StateDatabase _database;

    // What is on disk, so that a contract with a thousand earlier cohorts is compared without reading them all again.
    private readonly Dictionary<(string Study, string Dataset), Dictionary<byte[], RememberedCohort>> _remembered = [];
    private readonly Lock _lock = new();

    /// <param name="folder">State folder.</param>
    public CohortLedger(string folder)
        : this(new StateDatabase(FileOf(folder), Schema))
    {
    }

    private CohortLedger(StateDatabase database) => _database = database;

    public static string FileOf(string folder) => Path.Combine(folder, "ledger.db");

    /// <summary>For a look while the agent runs; nothing can be written through it. Null where there is no ledger yet.</summary>
    public static CohortLedger? ReadOnly(string folder) => File.Exists(FileOf(folder)) ? new CohortLedger(StateDatabase.ReadOnly(FileOf(folder))) : null;

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

    /// <summary>Different models that were asked for on the rows of a set.</summary>
    public int Models(string study, string dataset, byte[] rows) => _database.Read("SELECT count(*) FROM models WHERE study = $a AND dataset = $b AND rows = $c", r => r.GetInt32(0), study, dataset, rows)[0];

    public void AddModel(string study, string dataset, byte[] rows, byte[] answer) => _database.Write("INSERT OR IGNORE INTO models VALUES ($a, $b, $c, $d)", study, dataset, rows, answer);

    /// <summary>Keeps what a name stands for, to explain calls with it; nothing is written where that is known.</summary>
    public void AddSet(string study, string dataset, AnalysisSet set) => _database.Write(
        "INSERT INTO sets VALUES ($a, $b, $c, $d) ON CONFLICT DO UPDATE SET dataset = $c, definition = $d WHERE dataset <> $c OR definition <> $d",
        study,
        set.Name,
        dataset,
        set.ToByteArray());

    /// <summary>Sets of this name with their datasets, by study.</summary>
    public IReadOnlyList<(string Study, string Dataset, AnalysisSet Set)> Sets(string name) =>
        _database.Read("SELECT study, dataset, definition FROM sets WHERE name = $a ORDER BY study", r => (r.GetString(0), r.GetString(1), AnalysisSet.Parser.ParseFrom((byte[])r[2])), name);

    /// <summary>The same cohorts as <see cref="Entries"/>, as they travel with a contract.</summary>
    public IReadOnlyList<HistoryEntry> Cohorts(string study, string dataset) => _database.Read(
        StatedCohorts,
        r => new HistoryEntry(HistoryEntry.Parser.ParseFrom((byte[])r[0])) { State = (CohortState)r.GetInt32(1) },
        study,
        dataset);

    public void Dispose() => _database.Dispose();

    private Dictionary<byte[], RememberedCohort> Remembered(string study, string dataset)
    {
        if (_remembered.TryGetValue((study, dataset), out var known)) return known;
        return _remembered[(study, dataset)] = _database.Read(
            StatedCohorts,
            r => new RememberedCohort((byte[])r[2], [.. HistoryEntry.Parser.ParseFrom((byte[])r[0]).Sites], (CohortState)r.GetInt32(1)),
            study,
            dataset).ToDictionary(e => e.Hash, HashEquality.Instance);
    }

    // Answered (1) is less than refused (2).
    private void Write(string study, string dataset, byte[] hash, CohortState state) =>
        _database.Write("INSERT INTO states VALUES ($a, $b, $c, $d) ON CONFLICT DO UPDATE SET state = min(state, excluded.state)", study, dataset, hash, (int)state);
}
