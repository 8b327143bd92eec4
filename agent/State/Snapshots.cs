namespace FedOnco.Agent.State;

/// <summary>The snapshot of each dataset that this site held last, so that a refresh is an event of the log and not only a refusal later.</summary>
/// <param name="folder">State folder.</param>
internal sealed class Snapshots(string folder) : IDisposable
{
    private readonly StateDatabase _database = new(Path.Combine(folder, "snapshots.db"), "CREATE TABLE IF NOT EXISTS snapshots (study TEXT, dataset TEXT, hash BLOB NOT NULL, PRIMARY KEY (study, dataset)) WITHOUT ROWID;");

    /// <summary>The snapshot that was held last; null where there was none.</summary>
    public byte[]? Last(string study, string dataset) => _database.Read("SELECT hash FROM snapshots WHERE study = $a AND dataset = $b", r => (byte[])r[0], study, dataset).FirstOrDefault();

    /// <summary>Keeps the snapshot that is held now.</summary>
    public void Keep(string study, string dataset, byte[] hash) => _database.Write("INSERT OR REPLACE INTO snapshots VALUES ($a, $b, $c)", study, dataset, hash);

    public void Dispose() => _database.Dispose();
}
