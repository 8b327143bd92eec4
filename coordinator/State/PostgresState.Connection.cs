using System.Data;
using System.Diagnostics;
using FedOnco.Protos;
using Npgsql;

namespace FedOnco.Coordinator.State;

/// <summary>The one connection: opened again where it breaks, and only to a server that has all that was confirmed.</summary>
internal sealed partial class PostgresState
{
    /// <summary>On disk before a commit returns; a session whose coordinator is gone without a goodbye ends within half a minute.</summary>
    private const string Session = """
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
        SET client_min_messages = warning; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2;
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Handover = TimeSpan.FromSeconds(5);

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
        if (IsStandby(connection)) throw new NpgsqlException("a standby that has not taken over");
        Run(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = @a AND pid <> pg_backend_pid()", $"fedonco-coordinator {_process}");
        if (!(NumberOf(connection, _process) >= _confirmed)) throw new StateLostException("it lacks writes that were confirmed: an older copy of the database, or a standby that was behind when it took over");
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

    private static bool IsStandby(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT pg_is_in_recovery()");
        return command.ExecuteScalar() is true;
    }

    /// <summary>Of a process's last write that the server knows; null where it does not know the process.</summary>
    private static long? NumberOf(NpgsqlConnection connection, string process)
    {
        using var command = Command(connection, "SELECT number FROM fedonco_writes WHERE process = @a", process);
        return command.ExecuteScalar() as long?;
    }

    private static bool HasTables(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT to_regclass('fedonco_state') IS NOT NULL");
        return command.ExecuteScalar() is true;
    }

    /// <summary>False where the server has been away for too long, or this process is going down.</summary>
    /// <param name="since">When the server was last there.</param>
    private bool WaitForNextTry(long since)
    {
        _brokenSince ??= since;
        return Stopwatch.GetElapsedTime(_brokenSince.Value) < _access.Patience && !_closing.Wait(Pause);
    }

    /// <summary>When the server was there for the last time: a line that is half-open is noticed late.</summary>
    private static long LastHeard(NpgsqlException failed, long begun)
    {
        var now = Stopwatch.GetTimestamp();
        return failed.InnerException is TimeoutException ? Math.Max(begun, now - (long)(PostgresAccess.Unnoticed.TotalSeconds * Stopwatch.Frequency)) : now;
    }

    private FedOncoException Behind() => new(ErrorReason.WrongFile, $"{Name} lacks writes that it had confirmed: it is an older copy, or a standby that was behind when it took over. Bring the server back that has them. If they are lost, or a dump was restored on purpose, delete {_access.Confirmed!.File} and start again: what was answered since then is not on record."); // Only a note can be missed.

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
}
