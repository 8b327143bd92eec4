using System.Data.Common;
using FedOnco.Protos;
using Microsoft.Data.Sqlite;

namespace FedOnco.Coordinator.State;

/// <summary>A SQLite file in the state folder: WAL, every write flushed to disk before it returns.</summary>
internal sealed class SqliteState : StateDatabase
{
    public const string FileName = "coordinator.db";

    /// <summary>SQLite's result codes for a file that somebody else holds.</summary>
    private const int Busy = 5, Locked = 6;

    private readonly SqliteConnection _connection;
    private readonly string _file;
    private readonly Lock _lock = new();

    private SqliteState(string file)
    {
        _file = file;
        _connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=5");
    }

    public override ColumnTypes Types { get; } = new("TEXT", "INTEGER", "BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT", " WITHOUT ROWID");

    public override string Age => "rowid";

    public override string Name => _file;

    /// <exception cref="FedOncoException">WrongFile where it cannot be opened.</exception>
    public static SqliteState Open(string file)
    {
        var state = new SqliteState(file);
        try
        {
            state._connection.Open();
            // Reads the file's head.
            state.FindVersion();
            return state;
        }
        catch (SqliteException)
        {
            state.Dispose();
            throw new FedOncoException(ErrorReason.WrongFile, $"{file} cannot be opened: it is damaged, or another process holds it. Restore it from a backup (`fedonco-coordinator backup`).");
        }
    }

    /// <summary>Until it is disposed of nobody else reads or writes it, all of it is in its one file, and it is whole.</summary>
    /// <exception cref="FedOncoException">WrongFile where it is open elsewhere or damaged.</exception>
    public void TakeAlone()
    {
        try
        {
            // Leaving WAL takes that nobody else has the file open, and puts what is in the log into the file.
            Write("PRAGMA locking_mode = EXCLUSIVE");
            if (Read("PRAGMA journal_mode = DELETE", r => r.GetString(0)) is not ["delete"]) throw OpenElsewhere();
            Write("BEGIN EXCLUSIVE");
            if (Read("PRAGMA integrity_check", r => r.GetString(0)) is not ["ok"]) throw Damaged();
        }
        catch (SqliteException failed) when (failed.SqliteErrorCode is Busy or Locked)
        {
            throw OpenElsewhere();
        }
        catch (SqliteException)
        {
            throw Damaged();
        }
    }

    /// <summary>The last number that a table gave to a row, which may be gone since; 0 for none.</summary>
    public long LastCounted(string table) => Read("SELECT seq FROM sqlite_sequence WHERE name = @a", r => r.GetInt64(0), table).FirstOrDefault();

    public override string WayBack(int found) => $"restore the backup that the upgrade made ({Path.GetFileName(_file)}.before-{found})";

    public override int FindVersion()
    {
        var found = (int)Number("PRAGMA user_version");
        // The first release counted no versions.
        return found == 0 && Number("SELECT count(*) FROM sqlite_master WHERE name = 'sites'") > 0 ? 1 : found;
    }

    public override void SetVersion(int version) => Write($"PRAGMA user_version = {version}");

    public override void KeepCopy(int version) => StateBackup.Copy(_connection, $"{_file}.before-{version}");

    public override void Prepare(Action steps)
    {
        Write("""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA busy_timeout = 5000;
            CREATE TABLE IF NOT EXISTS totals (contract BLOB, number INTEGER, step BLOB NOT NULL, total BLOB NOT NULL, PRIMARY KEY (contract, number));
            """);
        steps();
    }

    /// <summary>Without a second copy of the total.</summary>
    public override void SaveTotal(byte[] contract, long index, byte[] step, ReadOnlyMemory<byte> total) => Unit(UnitKind.Group, connection =>
    {
        using var command = Command(connection, "INSERT OR REPLACE INTO totals VALUES (@a, @b, @c, zeroblob(@d)) RETURNING rowid", contract, index, step, total.Length);
        using var blob = new SqliteBlob(_connection, "totals", "total", (long)command.ExecuteScalar()!); // RETURNING gives one row.
        blob.Write(total.Span);
        return true;
    });

    public override void Dispose() => _connection.Dispose();

    protected override T Unit<T>(UnitKind kind, Func<DbConnection, T> work)
    {
        lock (_lock)
        {
            if (kind != UnitKind.Group) return work(_connection);
            using var transaction = _connection.BeginTransaction();
            var result = work(_connection);
            transaction.Commit();
            return result;
        }
    }

    private FedOncoException OpenElsewhere() => new(ErrorReason.WrongFile, $"{_file} is open in another process. Stop the coordinator (systemctl stop fedonco-coordinator), wait for its commands to end, and try again.");

    private FedOncoException Damaged() => new(ErrorReason.WrongFile, $"{_file} is damaged. Restore it from a backup (`fedonco-coordinator backup`).");

    private long Number(string sql) => Read(sql, r => r.GetInt64(0))[0]; // A count or a pragma always gives one row.
}
