using FedOnco.Agent.Tests.Engines;
using FedOnco.Coordinator.State;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace FedOnco.Coordinator.Tests;

/// <summary>The databases that a coordinator's state may be in, and state folders for them.</summary>
internal static class Databases
{
    public const string Sqlite = "SQLite", Postgres = "PostgreSQL";

    /// <summary>Sorts as people do, not by bytes: what is hashed in an order must not take it from the database.</summary>
    private const string English = "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' TEMPLATE template0";

    /// <summary>A new state folder; with PostgreSQL also a new database that it names.</summary>
    public static string NewFolder(string database, PostgresServer server)
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-state-").FullName;
        if (database == Postgres) Name(folder, server.OwnerOf(server.CreateDatabase(English)));
        return folder;
    }

    /// <summary>Writes the file that names a database, for its owner alone.</summary>
    public static void Name(string folder, string text) => WriteOwn(Path.Combine(folder, PostgresAccess.FileName), text);

    /// <summary>A file for its owner alone.</summary>
    public static void WriteOwn(string file, string text)
    {
        File.WriteAllText(file, text + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public static StateDatabase Open(string folder) => PostgresAccess.Read(folder) is { } access ? PostgresState.Open(access, serves: false) : SqliteState.Open(Path.Combine(folder, SqliteState.FileName));

    /// <summary>As an administrator would, past the coordinator.</summary>
    public static void Change(string folder, string sql) => PostgresServer.ExecuteOver(File.ReadAllText(Path.Combine(folder, PostgresAccess.FileName)), sql);

    public static long Count(string folder, string sql)
    {
        using var database = Open(folder);
        return database.Read(sql, r => r.GetInt64(0))[0];
    }
}
