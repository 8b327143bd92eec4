namespace FedOnco.Agent.State;

/// <summary>The snapshot of each dataset that this site held last, so that a refresh is an event of the log and not only a refusal later.</summary>
/// <param name="folder">State folder.</param>
internal sealed class Snapshots(string folder) : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS snapshots (study TEXT, dataset TEXT, hash BLOB NOT NULL, PRIMARY KEY (study, dataset)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS refreshes (study TEXT, dataset TEXT, refresh INTEGER NOT NULL, PRIMARY KEY (study, dataset)) WITHOUT ROWID;
        """;

    private readonly StateDatabase _database = new(Path.Combine(folder, "snapshots.db"), Schema);

    /// <summary>The snapshot that was held last, and how often it had been refreshed; null where there was none.</summary>
    public (byte[] Hash, uint Refresh)? Last(string study, string dataset) => _database.Read(
        "SELECT s.hash, coalesce(r.refresh, 0) FROM snapshots s LEFT JOIN refreshes r ON r.study = s.study AND r.dataset = s.dataset WHERE s.study = $a AND s.dataset = $b",
        r => ((byte[])r[0], (uint)r.GetInt64(1)),
        study,
        dataset) is [var last] ? last : null;

    /// <summary>Keeps the snapshot that is held now.</summary>
    public void Keep(string study, string dataset, byte[] hash, uint refresh) => _database.InOne(() =>
    {
        _database.Write("INSERT OR REPLACE INTO snapshots VALUES ($a, $b, $c)", study, dataset, hash);
        _database.Write("INSERT OR REPLACE INTO refreshes VALUES ($a, $b, $c)", study, dataset, (long)refresh);
    });

    public void Dispose() => _database.Dispose();
}
