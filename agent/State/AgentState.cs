using System.Security.Cryptography;
using FedOnco.Audit;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.State;

/// <summary>
/// The state folder: keys, certificate and what was sent under which name. It survives restarts; what must be durable before
/// bytes leave is written before.
/// </summary>
internal sealed class AgentState : ITallyRecord, IDisposable
{
    private const int LocalKeyLength = 32;

    private readonly string _folder;
    private readonly StateDatabase _database;
    private readonly byte[] _localKey;
    private readonly Lazy<AuditLog> _audit;

    private AgentState(string folder)
    {
        _folder = folder;
        Roster = new PinnedRoster(folder);
        _database = new StateDatabase(Path.Combine(folder, "agent.db"), """
            CREATE TABLE IF NOT EXISTS runs (id BLOB PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS tallies (name BLOB PRIMARY KEY, fingerprint BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS totals (contract BLOB, number INTEGER, step BLOB NOT NULL, total BLOB NOT NULL, transcript BLOB NOT NULL, PRIMARY KEY (contract, number)) WITHOUT ROWID;
            """);
        Ledger = new CohortLedger(folder);
        Approvals = new Approvals(folder);
        _audit = new Lazy<AuditLog>(() => AuditLog.Open(folder));
        PeerHeads = new PeerHeads(folder);
        CoordinatorHeads = new CoordinatorHeads(folder);
        Models = new TrainedModels(folder);
        Snapshots = new Snapshots(folder);
        Checked = new CheckedSnapshots(folder);
        Rows = new KeptRows(folder);
        _localKey = SecretFile("local.key", () => RandomNumberGenerator.GetBytes(LocalKeyLength));
        if (_localKey.Length != LocalKeyLength) throw Damaged("local.key");
        Identity = ReadIdentity();
    }

    public IdentityKey Identity { get; }

    public PinnedRoster Roster { get; }

    /// <summary>Cohorts of earlier answers, and which contracts were admitted.</summary>
    public CohortLedger Ledger { get; }

    /// <summary>What this site's IT decided or still has to decide.</summary>
    public Approvals Approvals { get; }

    /// <summary>What was asked, decided and sent.</summary>
    /// <remarks>Opened when it is first used: commands beside a running agent must not touch a line that it is writing.</remarks>
    public AuditLog Audit => _audit.Value;

    /// <summary>The last head seen of each peer's log.</summary>
    public PeerHeads PeerHeads { get; }

    /// <summary>What this site saw of the coordinator's log.</summary>
    public CoordinatorHeads CoordinatorHeads { get; }

    /// <summary>What this site's training runs ended in.</summary>
    public TrainedModels Models { get; }

    /// <summary>The data that this site held last.</summary>
    public Snapshots Snapshots { get; }

    /// <summary>The data that conformed.</summary>
    public CheckedSnapshots Checked { get; }

    /// <summary>Snapshots of its studies, and the rows that cohorts had in them.</summary>
    public KeptRows Rows { get; }

    public ReadOnlySpan<byte> LocalKey => _localKey;

    public string CertificateFile => Path.Combine(_folder, "certificate.pem");

    public string CertificateKeyFile => Path.Combine(_folder, "certificate.key");

    public string AuthorityFile => Path.Combine(_folder, "authority.pem");

    /// <summary>Version of the coordinator that welcomed this agent last.</summary>
    public static string CoordinatorVersionFile(string folder) => Path.Combine(folder, "coordinator.version");

    /// <summary>For `doctor`, which has no stream of its own to ask on.</summary>
    public void RememberCoordinator(string version)
    {
        var file = CoordinatorVersionFile(_folder);
        if (!File.Exists(file) || File.ReadAllText(file) != version) File.WriteAllText(file, version);
    }

    public bool IsEnrolled => File.Exists(CertificateFile) && File.Exists(AuthorityFile) && File.Exists(CertificateKeyFile);

    public static AgentState Open(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new AgentState(folder);
    }

    /// <inheritdoc/>
    public bool TryAddRun(ReadOnlySpan<byte> run) => _database.Write("INSERT OR IGNORE INTO runs VALUES ($a)", run.ToArray()) == 1;

    /// <inheritdoc/>
    public bool Agrees(ReadOnlySpan<byte> name, ReadOnlySpan<byte> fingerprint)
    {
        if (_database.Write("INSERT OR IGNORE INTO tallies VALUES ($a, $b)", name.ToArray(), fingerprint.ToArray()) == 1) return true;
        var stored = _database.Read("SELECT fingerprint FROM tallies WHERE name = $a", r => (byte[])r[0], name.ToArray());
        return stored.Count == 1 && CryptographicOperations.FixedTimeEquals(stored[0], fingerprint);
    }

    /// <inheritdoc/>
    public void AddTotal(ReadOnlySpan<byte> contractHash, ulong index, ReadOnlySpan<byte> stepHash, ReadOnlySpan<byte> totalHash, ReadOnlySpan<byte> transcriptHash) =>
        _database.Write("INSERT OR REPLACE INTO totals VALUES ($a, $b, $c, $d, $e)", contractHash.ToArray(), (long)index, stepHash.ToArray(), totalHash.ToArray(), transcriptHash.ToArray());

    /// <summary>The totals of a contract that this site verified, index 1 and up.</summary>
    public IReadOnlyList<RecordedTotal> Totals(ReadOnlySpan<byte> contractHash) => _database.Read(
        "SELECT number, step, total, transcript FROM totals WHERE contract = $a ORDER BY number",
        r => new RecordedTotal((ulong)r.GetInt64(0), (byte[])r[1], (byte[])r[2], (byte[])r[3]),
        contractHash.ToArray());

    /// <summary>Writes a file that only this user may read.</summary>
    public static void WriteSecret(string file, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>The folder only: secrets never reach a log.</summary>
    public override string ToString() => $"State in {_folder}";

    public void Dispose()
    {
        Identity.Dispose();
        _database.Dispose();
        Ledger.Dispose();
        Approvals.Dispose();
        if (_audit.IsValueCreated) _audit.Value.Dispose();
        PeerHeads.Dispose();
        CoordinatorHeads.Dispose();
        Models.Dispose();
        Snapshots.Dispose();
        Checked.Dispose();
        Rows.Dispose();
        CryptographicOperations.ZeroMemory(_localKey);
    }

    private IdentityKey ReadIdentity()
    {
        try
        {
            return IdentityKey.Import(SecretFile("identity.key", () =>
            {
                using var fresh = IdentityKey.Create();
                return fresh.Export();
            }));
        }
        catch (CryptographicException)
        {
            throw Damaged("identity.key");
        }
    }

    private FedOncoException Damaged(string file) =>
        new(ErrorReason.WrongFile, $"{Path.Combine(_folder, file)} is damaged. Restore it, or enrol again with an empty state folder.");

    private byte[] SecretFile(string name, Func<byte[]> create)
    {
        var file = Path.Combine(_folder, name);
        if (!File.Exists(file)) WriteSecret(file, create());
        RequirePrivate(file);
        return File.ReadAllBytes(file);
    }

    /// <exception cref="FedOncoException">WrongFile where others may read it.</exception>
    public static void RequirePrivate(string file)
    {
        if (SecretMode.IsPrivate(file)) return;
        throw new FedOncoException(ErrorReason.WrongFile, $"{file} may be read by others. Run chmod 600 on it, and enrol again with an empty state folder if someone may have read it.");
    }
}
