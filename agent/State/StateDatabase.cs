using FedOnco.Protos;
using Microsoft.Data.Sqlite;

namespace FedOnco.Agent.State;

/// <summary>A SQLite file of the state folder; a change is on disk when the call returns.</summary>
internal sealed class StateDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    /// <param name="file">Path of the database.</param>
    /// <param name="schema">CREATE TABLE IF NOT EXISTS statements.</param>
    public StateDatabase(string file, string schema)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=5");
        try
        {
            _connection.Open();
            Write("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;" + schema);
        }
        catch (SqliteException)
        {
            _connection.Dispose();
            throw new FedOncoException(ErrorReason.WrongFile, $"{file} cannot be opened: it is damaged, or another process holds it. What it remembered stands for what left this site; restore it, or enrol again with an empty state folder.");
        }
    }

    private StateDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>What is there, for a look while the agent runs: no write goes through, and the agent's own do not wait for it.</summary>
    /// <param name="file">Path of a database that exists.</param>
    public static StateDatabase ReadOnly(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False;Default Timeout=5");
        try
        {
            connection.Open();
            return new StateDatabase(connection);
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw Unreadable(file);
        }
    }

    /// <summary>For a file that can be opened but not read.</summary>
    public static FedOncoException Unreadable(string file) =>
        new(ErrorReason.WrongFile, $"{file} cannot be read: it is damaged, of an older version, or not yours to read. Run as the agent's user; if that is so, restart the agent, and `fedonco-agent doctor` says more.");

    /// <summary>A statement with parameters $a, $b, ...; rows changed.</summary>
    public int Write(string sql, params object[] values)
    {
        lock (_lock)
        {
            using var command = Command(sql, values);
            return command.ExecuteNonQuery();
        }
    }

    /// <summary>The rows of a query with parameters $a, $b, ...</summary>
    public List<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params object[] values)
    {
        lock (_lock)
        {
            using var command = Command(sql, values);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read()) rows.Add(row(reader));
            return rows;
        }
    }

    /// <summary>All or nothing.</summary>
    public void InOne(Action writes)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            writes();
            transaction.Commit();
        }
    }

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Command(string sql, object[] values)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts with bound parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
        return command;
    }
}
