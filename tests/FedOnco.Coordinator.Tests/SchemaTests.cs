using FedOnco.Agent.Tests.Engines;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Microsoft.Data.Sqlite;

namespace FedOnco.Coordinator.Tests;

public sealed class SchemaTests(PostgresServer server)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static string NewFolder() => Directory.CreateTempSubdirectory("fedonco-schema-").FullName;

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void Open_StateOfANewerProgram_IsRefusedAndLeftAsItIs(string database)
    {
        var folder = Databases.NewFolder(database, server);
        Store.Open(folder).Dispose();
        SetVersion(folder, 99);
        var fault = Assert.Throws<FedOncoException>(() => Store.Open(folder));
        Assert.Equal(ErrorReason.WrongFile, fault.Reason);
        Assert.Contains("newer FedOnco (state 99", fault.Message, StringComparison.Ordinal);
        Assert.Contains(database == Databases.Sqlite ? "coordinator.db.before-99" : "pg_restore", fault.Message, StringComparison.Ordinal);
        Assert.Equal(99, Version(folder));
    }

    [Fact]
    public void Open_FileThatIsNoDatabase_IsOneMessage()
    {
        var folder = NewFolder();
        File.WriteAllText(Path.Combine(folder, "coordinator.db"), new string('x', 5000));
        Assert.Contains("coordinator.db cannot be opened", Assert.Throws<FedOncoException>(() => Store.Open(folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Databases.Sqlite, 0)]
    [InlineData(Databases.Sqlite, 1)]
    [InlineData(Databases.Postgres, 1)]
    public void Bring_AnOlderState_ChangesItOnceAfterACopyWhereOneCanBeMade(string database, int version)
    {
        var folder = Databases.NewFolder(database, server);
        using (var store = Store.Open(folder)) store.AddPerson("ada", "analyst", ["*"]);
        SetVersion(folder, version);
        var schema = new Schema([t => $"ALTER TABLE people ADD COLUMN mail {t.Text} NOT NULL DEFAULT ''"]);
        for (var time = 0; time < 2; time++)
        {
            using var state = Databases.Open(folder);
            schema.Bring(state);
        }

        Assert.Equal(2, Version(folder));
        Assert.Equal(1, Databases.Count(folder, "SELECT count(*) FROM people WHERE name = 'ada' AND mail = ''"));
        if (database == Databases.Postgres) return;
        using var before = Connect(Path.Combine(folder, "coordinator.db.before-2"));
        Assert.Equal(0, Scalar(before, "SELECT count(*) FROM pragma_table_info('people') WHERE name = 'mail'"));
        Assert.Equal(1, Scalar(before, "SELECT count(*) FROM people"));
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void Bring_AChangeThatFails_LeavesTheOldState(string database)
    {
        var folder = Databases.NewFolder(database, server);
        Store.Open(folder).Dispose();
        var schema = new Schema([t => $"ALTER TABLE people ADD COLUMN mail {t.Text}; ALTER TABLE nothing ADD COLUMN x {t.Text}"]);
        using (var state = Databases.Open(folder)) Assert.ThrowsAny<Exception>(() => schema.Bring(state));
        Assert.Equal(1, Version(folder));
        Assert.Equal(0, Databases.Count(folder, database == Databases.Sqlite ? "SELECT count(*) FROM pragma_table_info('people') WHERE name = 'mail'" : "SELECT count(*) FROM information_schema.columns WHERE table_name = 'people' AND column_name = 'mail'"));
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public async Task Open_NewDatabaseByManyAtOnce_AllFindTheirTables(string database)
    {
        var folder = Databases.NewFolder(database, server);
        if (database == Databases.Sqlite) Store.Open(folder).Dispose();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() =>
        {
            using var store = Store.Open(folder);
            store.AddPerson($"p{i}", "analyst", []);
        })));
        Assert.Equal(6, Databases.Count(folder, "SELECT count(*) FROM people"));
    }

    [Fact]
    public void Backup_StateInPostgres_CopiesTheRestAndNamesPgDump()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        var target = Path.Combine(NewFolder(), "copy");
        Store.Open(folder).Dispose();
        Authority.Open(folder, TimeProvider.System).Dispose();
        Assert.Equal(["authority.key", "authority.pem", "database.txt"], StateBackup.Write(folder, target));
    }

    [Fact]
    public void Backup_WhileTheStoreIsOpenAndWritten_IsAWholeStateThatOpens()
    {
        var folder = NewFolder();
        var target = Path.Combine(NewFolder(), "copy");
        using (var store = Store.Open(folder))
        {
            using var authority = Authority.Open(folder, TimeProvider.System);
            store.AddPerson("ada", "analyst", ["*"]);
            Invitations.Invite(store, authority, "s1", Now);
            Assert.Equal(["authority.key", "authority.pem", "coordinator.db"], StateBackup.Write(folder, target));
            store.AddPerson("eve", "analyst", ["*"]);
        }

        Assert.All(Directory.GetFiles(target), f => Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(f) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)));
        using var restored = Store.Open(target);
        using var same = Authority.Open(target, TimeProvider.System);
        Assert.NotNull(restored.FindPerson("ada"));
        Assert.Null(restored.FindPerson("eve"));
        Assert.Contains("is not empty", Assert.Throws<FedOncoException>(() => StateBackup.Write(folder, target)).Message, StringComparison.Ordinal);
    }

    private static SqliteConnection Connect(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void SetVersion(string folder, int version)
    {
        using var database = Databases.Open(folder);
        database.Prepare(() => database.SetVersion(version));
    }

    private static int Version(string folder)
    {
        using var database = Databases.Open(folder);
        return database.FindVersion();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() as long? ?? 0;
    }
}
