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
internal sealed class PostgresState : StateDatabase
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

    /// <summary>On disk before a commit returns; a session whose coordinator is gone without a goodbye ends within a minute.</summary>
    private const string Session = """
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
        SET client_min_messages = warning; SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Handover = TimeSpan.FromSeconds(5);

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
                Within(() =>
                {
                    steps();
                    return true;
                });
                Run(connection, "DELETE FROM fedonco_writes WHERE opened < now() - interval '1 day' AND process NOT IN (SELECT owner FROM fedonco_state)");
                Run(connection, "INSERT INTO fedonco_writes VALUES (@a, 0)", _process);
                if (_serves) Run(connection, "UPDATE fedonco_state SET owner = @a", _process);
                transaction.Commit();
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
            try
            {
                if (_isReady && _connection is { State: ConnectionState.Open }) Run(_connection, "DELETE FROM fedonco_writes WHERE process = @a", _process);
            }
            catch (NpgsqlException)
            {
                // The row is swept up a day later.
            }

            _isReady = false;
            Drop();
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
                try
                {
                    var connection = Connected();
                    var result = kind == UnitKind.Read ? work(connection) : WriteOnce(connection, attempt, work);
                    _brokenSince = null;
                    return result;
                }
                catch (NpgsqlException failed)
                {
                    if (!PostgresFault.MayPass(failed) || !WaitForNextTry()) throw new StateLostException(PostgresFault.CodeOf(failed));
                }
            }
        }
    }

    /// <summary>A transaction that is run again only where the server does not know that it was committed.</summary>
    private T WriteOnce<T>(NpgsqlConnection connection, Attempt<T> attempt, Func<DbConnection, T> work)
    {
        using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        if (attempt.Result is { } done && LastWrite(connection) == attempt.Number) return done.Value!; // What the work returned.
        attempt.Result = null;
        var result = Within(() => work(connection));
        if (Run(connection, "UPDATE fedonco_writes SET number = @b WHERE process = @a", _process, attempt.Number) != 1) throw new StateLostException("this process's row is gone");
        attempt.Result = new(result);
        transaction.Commit();
        return result;
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

    private void Begin()
    {
        lock (_lock)
        {
            using var encoding = Command(Connected(), "SHOW server_encoding");
            if (encoding.ExecuteScalar() is not "UTF8") throw new FedOncoException(ErrorReason.WrongFile, $"{Name} does not keep texts as UTF8. Make another: createdb --encoding UTF8 --template template0 --owner USER DATABASE.");
            var since = Stopwatch.GetTimestamp();
            while (_serves && !TryOwn(Connected()))
            {
                // The session of a coordinator that was killed ends in a moment.
                if (Stopwatch.GetElapsedTime(since) > Handover || _closing.Wait(Pause)) throw new FedOncoException(ErrorReason.WrongFile, $"Another coordinator serves from {Name}. Stop it first; a federation has one coordinator.");
            }
        }
    }

    /// <summary>An open connection, with the database taken for this process where it serves.</summary>
    private NpgsqlConnection Connected()
    {
        if (_closing.IsSet) throw new StateLostException("closed");
        if (_connection is { State: ConnectionState.Open } open) return open;
        Drop();
        // A server that was given up is not tried for each of those that wait.
        if (_brokenSince is { } broken && Stopwatch.GetElapsedTime(broken) > _access.Patience && Stopwatch.GetElapsedTime(_lastTry) < Spacing) throw new StateLostException("no answer");
        try
        {
            var connection = _connection = new NpgsqlConnection(_text);
            connection.Open();
            Run(connection, Session);
            if (_isReady) Return(connection);
            return connection;
        }
        catch
        {
            Drop();
            throw;
        }
        finally
        {
            _lastTry = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>After a break: the old session ends, and nobody else has served meanwhile.</summary>
    private void Return(NpgsqlConnection connection)
    {
        Run(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = @a AND pid <> pg_backend_pid()", $"fedonco-coordinator {_process}");
        if (!_serves) return;
        if (!TryOwn(connection)) throw new NpgsqlException("the old session still holds the database");
        using var owner = Command(connection, "SELECT owner FROM fedonco_state");
        if (owner.ExecuteScalar() as string != _process) throw new StateLostException("another coordinator served from the database meanwhile");
    }

    private static bool TryOwn(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT pg_try_advisory_lock(@a)", ServesKey);
        return command.ExecuteScalar() is true;
    }

    private static bool HasTables(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT to_regclass('fedonco_state') IS NOT NULL");
        return command.ExecuteScalar() is true;
    }

    /// <summary>False where the server has been away for too long, or this process is going down.</summary>
    private bool WaitForNextTry()
    {
        _brokenSince ??= Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(_brokenSince.Value) < _access.Patience && !_closing.Wait(Pause);
    }

    private static int Run(NpgsqlConnection connection, string sql, params object[] values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>A write with its number, and what it came to where its commit was sent.</summary>
    private sealed class Attempt<T>(long number)
    {
        public long Number { get; } = number;

        public StrongBox<T>? Result { get; set; }
    }
}
