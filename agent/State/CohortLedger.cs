using FedOnco.Analyses.Disclosure;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.State;

/// <summary>Every cohort of a dataset that this site was asked about, refused ones included; written before a number leaves.</summary>
internal sealed class CohortLedger(string folder) : IDisposable
{
    /// <summary>Cohorts a dataset; when they are used up its study needs a new dataset name.</summary>
    public const int MostEntries = 4096;

    private readonly StateDatabase _database = new(Path.Combine(folder, "ledger.db"), """
        CREATE TABLE IF NOT EXISTS cohorts (study TEXT, dataset TEXT, hash BLOB, entry BLOB NOT NULL, PRIMARY KEY (study, dataset, hash)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS contracts (hash BLOB PRIMARY KEY) WITHOUT ROWID;
        """);

    public IReadOnlyList<HistoryEntry> Entries(string study, string dataset) =>
        _database.Read("SELECT entry FROM cohorts WHERE study = $a AND dataset = $b", r => HistoryEntry.Parser.ParseFrom((byte[])r[0]), study, dataset);

    /// <summary>Whether this very contract was admitted before: a run that is resumed is held to the history of its first day.</summary>
    public bool Knows(byte[] contractHash) => _database.Read("SELECT 1 FROM contracts WHERE hash = $a", _ => 1, contractHash).Count > 0;

    /// <summary>Records the cohorts of a contract and those that travelled with it.</summary>
    public void Admit(byte[] contractHash, string study, string dataset, IEnumerable<HistoryEntry> entries) => _database.InOne(() =>
    {
        foreach (var entry in entries) _database.Write("INSERT OR IGNORE INTO cohorts VALUES ($a, $b, $c, $d)", study, dataset, History.Hash(entry), entry.ToByteArray());
        _database.Write("INSERT OR IGNORE INTO contracts VALUES ($a)", contractHash);
    });

    public void Dispose() => _database.Dispose();
}
