using FedOnco.Privacy.SecureSums;

namespace FedOnco.Agent.State;

/// <summary>The heads that this site saw of the coordinator's log, and when.</summary>
/// <param name="folder">State folder.</param>
internal sealed class CoordinatorHeads(string folder) : IDisposable
{
    /// <summary>A contract may be this much older than the log that was seen: it waited for sites, or was overtaken.</summary>
    public static readonly TimeSpan MostLag = TimeSpan.FromHours(1);

    private readonly StateDatabase _database = new(Path.Combine(folder, "coordinator-heads.db"), "CREATE TABLE IF NOT EXISTS heads (size INTEGER PRIMARY KEY, root BLOB NOT NULL, seen INTEGER NOT NULL);");

    /// <summary>The longest log seen; null before the first.</summary>
    public AuditHead? Last => _database.Read("SELECT size, root FROM heads ORDER BY size DESC LIMIT 1", r => new AuditHead((ulong)r.GetInt64(0), (byte[])r[1])).FirstOrDefault();

    /// <summary>Entries that the log had <see cref="MostLag"/> ago, as far as this site saw it.</summary>
    public ulong Settled(DateTimeOffset now) => (ulong)_database.Read("SELECT coalesce(max(size), 0) FROM heads WHERE seen <= $a", r => r.GetInt64(0), (now - MostLag).ToUnixTimeSeconds())[0];

    /// <summary>Keeps a head that was shown to go on from the last one.</summary>
    public void Record(AuditHead head, DateTimeOffset now) => _database.InOne(() =>
    {
        _database.Write("INSERT OR IGNORE INTO heads VALUES ($a, $b, $c)", (long)head.Size, head.Root, now.ToUnixTimeSeconds());
        _database.Write("DELETE FROM heads WHERE size < (SELECT coalesce(max(size), 0) FROM heads WHERE seen <= $a)", (now - MostLag).ToUnixTimeSeconds());
    });

    public void Forget() => _database.Write("DELETE FROM heads");

    public void Dispose() => _database.Dispose();
}
