using FedOnco.Privacy.SecureSums;

namespace FedOnco.Agent.State;

/// <summary>The last head seen of every peer's audit log: a peer that shows a shorter log was restored or lies.</summary>
internal sealed class PeerHeads(string folder) : IDisposable
{
    private readonly StateDatabase _database = new(Path.Combine(folder, "peers.db"), "CREATE TABLE IF NOT EXISTS heads (site TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL) WITHOUT ROWID;");

    public IReadOnlyDictionary<string, AuditHead> All => _database.Read("SELECT site, size, root FROM heads", r => (r.GetString(0), new AuditHead((ulong)r.GetInt64(1), (byte[])r[2]))).ToDictionary(h => h.Item1, h => h.Item2, StringComparer.Ordinal);

    /// <summary>Takes the heads of hellos whose signatures were checked.</summary>
    public void Record(IEnumerable<(string Site, AuditHead Head)> heads) => _database.InOne(() =>
    {
        foreach (var (site, head) in heads)
            _database.Write("INSERT INTO heads VALUES ($a, $b, $c) ON CONFLICT (site) DO UPDATE SET size = $b, root = $c WHERE size <= $b", site, (long)head.Size, head.Root);
    });

    public void Dispose() => _database.Dispose();
}
