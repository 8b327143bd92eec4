using System.Security.Cryptography;
using FedOnco.Privacy.SecureSums;
using Microsoft.Data.Sqlite;

namespace FedOnco.Agent.State;

/// <summary>
/// The state folder: keys, certificate and what was sent under which name. It survives restarts; what must be durable before
/// bytes leave is written before.
/// </summary>
internal sealed class AgentState : ITallyRecord, IDisposable
{
    private readonly string _folder;
    private readonly SqliteConnection _database;
    private readonly Lock _lock = new();
    private readonly byte[] _localKey;

    private AgentState(string folder)
    {
        _folder = folder;
        Roster = new PinnedRoster(folder);
        _database = new SqliteConnection($"Data Source={Path.Combine(folder, "agent.db")};Pooling=False");
        _database.Open();
        Execute("""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE IF NOT EXISTS runs (id BLOB PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS tallies (name BLOB PRIMARY KEY, fingerprint BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS totals (contract BLOB, number INTEGER, step BLOB NOT NULL, total BLOB NOT NULL, transcript BLOB NOT NULL, PRIMARY KEY (contract, number)) WITHOUT ROWID;
            """);
        _localKey = SecretFile("local.key", () => RandomNumberGenerator.GetBytes(32));
        Identity = IdentityKey.Import(SecretFile("identity.key", () =>
        {
            using var fresh = IdentityKey.Create();
            return fresh.Export();
        }));
    }

    public IdentityKey Identity { get; }

    public PinnedRoster Roster { get; }

    public ReadOnlySpan<byte> LocalKey => _localKey;

    public string CertificateFile => Path.Combine(_folder, "certificate.pem");

    public string CertificateKeyFile => Path.Combine(_folder, "certificate.key");

    public string AuthorityFile => Path.Combine(_folder, "authority.pem");

    public bool IsEnrolled => File.Exists(CertificateFile) && File.Exists(AuthorityFile) && File.Exists(CertificateKeyFile);

    public static AgentState Open(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new AgentState(folder);
    }

    /// <inheritdoc/>
    public bool TryAddRun(ReadOnlySpan<byte> run)
    {
        lock (_lock) return Run("INSERT OR IGNORE INTO runs VALUES ($a)", run.ToArray()) == 1;
    }

    /// <inheritdoc/>
    public bool Agrees(ReadOnlySpan<byte> name, ReadOnlySpan<byte> fingerprint)
    {
        lock (_lock)
        {
            if (Run("INSERT OR IGNORE INTO tallies VALUES ($a, $b)", name.ToArray(), fingerprint.ToArray()) == 1) return true;
            using var command = _database.CreateCommand();
            command.CommandText = "SELECT fingerprint FROM tallies WHERE name = $a";
            command.Parameters.AddWithValue("$a", name.ToArray());
            return command.ExecuteScalar() is byte[] stored && CryptographicOperations.FixedTimeEquals(stored, fingerprint);
        }
    }

    /// <inheritdoc/>
    public void AddTotal(ReadOnlySpan<byte> contractHash, ulong index, ReadOnlySpan<byte> stepHash, ReadOnlySpan<byte> totalHash, ReadOnlySpan<byte> transcriptHash)
    {
        lock (_lock) Run("INSERT OR REPLACE INTO totals VALUES ($a, $b, $c, $d, $e)", contractHash.ToArray(), (long)index, stepHash.ToArray(), totalHash.ToArray(), transcriptHash.ToArray());
    }

    /// <summary>The totals of a contract that this site verified, index 1 and up.</summary>
    public IReadOnlyList<RecordedTotal> Totals(ReadOnlySpan<byte> contractHash)
    {
        lock (_lock)
        {
            using var command = _database.CreateCommand();
            command.CommandText = "SELECT number, step, total, transcript FROM totals WHERE contract = $a ORDER BY number";
            command.Parameters.AddWithValue("$a", contractHash.ToArray());
            using var reader = command.ExecuteReader();
            var totals = new List<RecordedTotal>();
            while (reader.Read()) totals.Add(new RecordedTotal((ulong)reader.GetInt64(0), (byte[])reader[1], (byte[])reader[2], (byte[])reader[3]));
            return totals;
        }
    }

    /// <summary>Writes a file that only this user may read.</summary>
    public static void WriteSecret(string file, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(content);
    }

    /// <summary>The folder only: secrets never reach a log.</summary>
    public override string ToString() => $"State in {_folder}";

    public void Dispose()
    {
        Identity.Dispose();
        _database.Dispose();
        CryptographicOperations.ZeroMemory(_localKey);
    }

    private byte[] SecretFile(string name, Func<byte[]> create)
    {
        var file = Path.Combine(_folder, name);
        if (!File.Exists(file)) WriteSecret(file, create());
        return File.ReadAllBytes(file);
    }

    private void Execute(string sql)
    {
        using var command = _database.CreateCommand();
#pragma warning disable CA2100 // Constant text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private int Run(string sql, params object[] values)
    {
        using var command = _database.CreateCommand();
#pragma warning disable CA2100 // Constant texts with bound parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
        return command.ExecuteNonQuery();
    }
}
