using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Microsoft.Data.Sqlite;

namespace FedOnco.Coordinator.Tests;

public sealed class SchemaTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static string NewFolder() => Directory.CreateTempSubdirectory("fedonco-schema-").FullName;

    [Fact]
    public void Open_StateOfANewerProgram_IsRefusedAndLeftAsItIs()
    {
        var folder = NewFolder();
        Store.Open(folder).Dispose();
        Run(folder, "PRAGMA user_version = 99");
        var fault = Assert.Throws<FedOncoException>(() => Store.Open(folder));
        Assert.Equal(ErrorReason.WrongFile, fault.Reason);
        Assert.Contains("newer FedOnco (state 99", fault.Message, StringComparison.Ordinal);
        Assert.Equal(99, Run(folder, "PRAGMA user_version"));
    }

    [Fact]
    public void Open_FileThatIsNoDatabase_IsOneMessage()
    {
        var folder = NewFolder();
        File.WriteAllText(Path.Combine(folder, "coordinator.db"), new string('x', 5000));
        Assert.Contains("coordinator.db cannot be opened", Assert.Throws<FedOncoException>(() => Store.Open(folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Bring_AnOlderState_ChangesItOnceAfterABackup(int version)
    {
        var folder = NewFolder();
        using (var store = Store.Open(folder)) store.AddPerson("ada", "analyst", ["*"]);
        Run(folder, $"PRAGMA user_version = {version}");
        var schema = new Schema(["ALTER TABLE people ADD COLUMN mail TEXT NOT NULL DEFAULT ''"]);
        var file = Path.Combine(folder, "coordinator.db");
        using (var database = Connect(file))
        {
            schema.Bring(database, file, schema.Require(database, file));
            schema.Bring(database, file, schema.Require(database, file));
        }

        Assert.Equal(2, Run(folder, "PRAGMA user_version"));
        Assert.Equal(1, Run(folder, "SELECT count(*) FROM people WHERE name = 'ada' AND mail = ''"));
        using var before = Connect(file + ".before-2");
        Assert.Equal(0, Scalar(before, "SELECT count(*) FROM pragma_table_info('people') WHERE name = 'mail'"));
        Assert.Equal(1, Scalar(before, "SELECT count(*) FROM people"));
    }

    [Fact]
    public void Bring_AChangeThatFails_LeavesTheOldState()
    {
        var folder = NewFolder();
        Store.Open(folder).Dispose();
        var schema = new Schema(["ALTER TABLE people ADD COLUMN mail TEXT; ALTER TABLE nothing ADD COLUMN x TEXT"]);
        var file = Path.Combine(folder, "coordinator.db");
        using (var database = Connect(file)) Assert.Throws<SqliteException>(() => schema.Bring(database, file, schema.Require(database, file)));
        Assert.Equal(1, Run(folder, "PRAGMA user_version"));
        Assert.Equal(0, Run(folder, "SELECT count(*) FROM pragma_table_info('people') WHERE name = 'mail'"));
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

    private static long Run(string folder, string sql)
    {
        using var connection = Connect(Path.Combine(folder, "coordinator.db"));
        return Scalar(connection, sql);
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
