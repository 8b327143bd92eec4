using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using FedOnco.Protos;
using Npgsql;

namespace FedOnco.Coordinator.State;

/// <summary>A PostgreSQL database. A connection that breaks is opened again and what was under way is done again, once.</summary>
/// <remarks>
/// A commit whose answer was lost may have been made or not. So every write transaction also counts up this process's row in
/// <c>fedonco_writes</c>: after a break the row says whether the transaction was committed, and only one that was not is run again. The row is
/// locked while it is read, so an old transaction that the server has not given up yet is waited for.
/// </remarks>
internal sealed partial class PostgresState : StateDatabase
{
    private const long ServesKey = 0x6665646F6E636F01, PreparesKey = 0x6665646F6E636F02;
    private const string OwnTables = """
        CREATE TABLE IF NOT EXISTS fedonco_state (version BIGINT NOT NULL, owner TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS fedonco_writes (process TEXT PRIMARY KEY, number BIGINT NOT NULL, opened TIMESTAMPTZ NOT NULL DEFAULT now());
        """;

    private const string Totals = """
        CREATE TABLE IF NOT EXISTS totals (place BIGINT GENERATED ALWAYS AS IDENTITY, contract BYTEA, number BIGINT, step BYTEA NOT NULL, total BYTEA NOT NULL, PRIMARY KEY (contract, number));
        ALTER TABLE totals ALTER COLUMN total SET STORAGE EXTERNAL;
        """;

    private readonly PostgresAccess _access;
    private readonly string _text;
    private readonly string _process = Guid.NewGuid().ToString("N");
    private readonly bool _serves;
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _closing = new();
    private NpgsqlConnection? _connection;
    private bool _isReady;
    private bool _isWithin;
    private long _number;
    private long _confirmed;
    private long? _brokenSince;
    private long _lastTry;

    private PostgresState(PostgresAccess access, bool serves)
    {
        _access = access;
        _serves = serves;
        _text = new NpgsqlConnectionStringBuilder(access.Text) { ApplicationName = $"fedonco-coordinator {_process}" }.ConnectionString;
    }

    public override ColumnTypes Types { get; } = new("TEXT COLLATE \"C\"", "BIGINT", "BYTEA", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "");

    public override string Age => "place";

    public override string Name => _access.Name;

    /// <param name="access">Where it is.</param>
    /// <param name="serves">Takes the database for this process: no other may serve from it.</param>
    /// <exception cref="FedOncoException">CannotConnect where it cannot be used, WrongFile where another coordinator serves from it.</exception>
    public static PostgresState Open(PostgresAccess access, bool serves)
    {
        var state = new PostgresState(access, serves);
        try
        {
            state.Begin();
            return state;
        }
        catch (NpgsqlException failed)
        {
            state.Dispose();
            throw PostgresFault.Of(failed, access.Name);
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    public override string WayBack(int found) => "restore the dump that was made before the upgrade (pg_restore)";

    public override int FindVersion() => Read("SELECT to_regclass('fedonco_state') IS NOT NULL", r => r.GetBoolean(0))[0] ? Read("SELECT version FROM fedonco_state", r => (int)r.GetInt64(0)).FirstOrDefault() : 0;

    public override void SetVersion(int version)
    {
        if (Write("UPDATE fedonco_state SET version = @a", version) == 0) Write("INSERT INTO fedonco_state VALUES (@a, '')", version);
    }

    /// <summary>The next row of a table gets the number after this one.</summary>
    /// <param name="table">Name.</param>
    /// <param name="column">That counts its rows.</param>
    /// <param name="last">0 where no row had one.</param>
    public void CountOnFrom(string table, string column, long last) => Read("SELECT setval(pg_get_serial_sequence(@a, @b), greatest(@c, 1), @c > 0)", r => r.GetInt64(0), table, column, last);

    /// <summary>Tables of the schema that are neither among these nor the database's own.</summary>
    public IReadOnlyList<string> OtherTables(string[] names) => Read("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'fedonco\\_%' AND tablename <> ALL (@a) ORDER BY 1", r => r.GetString(0), (object)names);

    /// <summary>Not here: pg_dump makes one. A change that fails leaves everything as it was.</summary>
    public override void KeepCopy(int version)
    {
    }

    public override void Prepare(Action steps)
    {
        lock (_lock)
        {
            try
            {
                var connection = Connected();
                using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
                Run(connection, "SELECT pg_advisory_xact_lock(@a)", PreparesKey);
                if (!HasTables(connection)) Run(connection, OwnTables + Totals);
                var last = _access.Confirmed?.Read();
                if (last is { } seen && !(NumberOf(connection, seen.Process) >= seen.Number)) throw Behind();
                Within(() =>
                {
                    steps();
                    return true;
                });
                Run(connection, "DELETE FROM fedonco_writes WHERE opened < now() - interval '1 day' AND process <> @a AND process NOT IN (SELECT owner FROM fedonco_state)", last?.Process ?? "");
                Run(connection, "INSERT INTO fedonco_writes VALUES (@a, 0)", _process);
                if (_serves) Run(connection, "UPDATE fedonco_state SET owner = @a", _process);
                transaction.Commit();
                Confirm(0);
                _isReady = true;
            }
            catch (NpgsqlException failed)
            {
                throw PostgresFault.Of(failed, Name);
            }
        }
    }

    public override void SaveTotal(byte[] contract, long index, byte[] step, ReadOnlyMemory<byte> total) =>
        Write("INSERT INTO totals (contract, number, step, total) VALUES (@a, @b, @c, @d) ON CONFLICT (contract, number) DO UPDATE SET step = excluded.step, total = excluded.total", contract, index, step, total);

    public override void Dispose()
    {
        // Whoever waits for the server gives up.
        _closing.Set();
        lock (_lock)
        {
            _isReady = false;
            Drop();
            _access.Confirmed?.Dispose();
        }
    }

    protected override T Unit<T>(UnitKind kind, Func<DbConnection, T> work)
    {
        lock (_lock)
        {
            if (_isWithin) return work(_connection!); // Within a unit there is a connection.
            var attempt = new Attempt<T>(++_number);
            while (true)
            {
                var begun = Stopwatch.GetTimestamp();
                try
                {
                    var connection = Connected();
                    var result = kind == UnitKind.Read ? work(connection) : WriteOnce(connection, attempt, work);
                    _brokenSince = null;
                    return result;
                }
                catch (NpgsqlException failed)
                {
                    if (!PostgresFault.MayPass(failed) || !WaitForNextTry(LastHeard(failed, begun))) throw new StateLostException(PostgresFault.CodeOf(failed));
                }
            }
        }
    }

    /// <summary>A transaction that is run again only where the server does not know that it was committed.</summary>
    private T WriteOnce<T>(NpgsqlConnection connection, Attempt<T> attempt, Func<DbConnection, T> work)
    {
        using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        if (attempt.Result is not null && LastWrite(connection) != attempt.Number) attempt.Result = null;
        var result = attempt.Result is { } done ? done.Value! : Within(() => work(connection)); // What the work returned.
        // Also where it is there already: a standby that has to confirm may not have it yet, and has it when it confirms what comes after.
        if (Run(connection, "UPDATE fedonco_writes SET number = @b WHERE process = @a", _process, attempt.Number) != 1) throw new StateLostException("this process's row is gone");
        attempt.Result = new(result);
        transaction.Commit();
        Confirm(attempt.Number);
        return result;
    }

    private void Confirm(long number)
    {
        _confirmed = number;
        _access.Confirmed?.Note(_process, number);
    }

    private long LastWrite(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT number FROM fedonco_writes WHERE process = @a FOR UPDATE", _process);
        return command.ExecuteScalar() as long? ?? throw new StateLostException("this process's row is gone");
    }

    private T Within<T>(Func<T> work)
    {
        _isWithin = true;
        try
        {
            return work();
        }
        finally
        {
            _isWithin = false;
        }
    }

    /// <summary>A write with its number, and what it came to where its commit was sent.</summary>
    private sealed class Attempt<T>(long number)
    {
        public long Number { get; } = number;

        public StrongBox<T>? Result { get; set; }
    }
}
