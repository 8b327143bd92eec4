using Microsoft.Data.Sqlite;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>Another process's hold on a database file: nobody writes to it meanwhile.</summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly SqliteConnection _connection;

    public DatabaseLock(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        using var begin = _connection.CreateCommand();
        begin.CommandText = "PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();
}
