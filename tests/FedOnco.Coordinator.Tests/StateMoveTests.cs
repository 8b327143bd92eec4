using FedOnco.Agent.Tests.Engines;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.Commands;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Microsoft.Data.Sqlite;

namespace FedOnco.Coordinator.Tests;

/// <summary>The state moved from SQLite to PostgreSQL: all of it or nothing.</summary>
public sealed class StateMoveTests(PostgresServer server)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void All_TablesAndColumns_AreThoseOfTheDatabase(string database)
    {
        var folder = Databases.NewFolder(database, server);
        Store.Open(folder).Dispose();
        using var state = Databases.Open(folder);
        var found = state.Read(
            database == Databases.Sqlite
                ? "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
                : "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'fedonco%' AND column_name <> 'place'",
            r => r.GetString(0));
        Assert.Equal(StateTable.All.SelectMany(t => t.Columns.Select(c => $"{t.Name}.{c}")).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Run_StateWithEverything_IsInPostgresValueForValue()
    {
        var folder = Filled();
        var (database, rows) = StateMove.Run(folder, NewTarget(), "state move", Now);
        Assert.StartsWith("database test_", database, StringComparison.Ordinal);
        Assert.DoesNotContain(0, rows);
        Assert.Equal(["coordinator.db.before-postgresql", "coordinator.lock", "database.txt"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(folder, PostgresAccess.FileName)) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        using (var old = SqliteState.Open(Path.Combine(folder, StateFolder.KeptName)))
        using (var state = Databases.Open(folder))
        {
            foreach (var table in StateTable.All.Where(t => t.Name != "changes")) Assert.Equal(Rows(old, table), Rows(state, table));
            Assert.Equal(old.SizesOfTotals().Select(s => (s.Contract[0], s.Bytes)), state.SizesOfTotals().Select(s => (s.Contract[0], s.Bytes)));
        }

        using var store = Store.Open(folder, serves: true);
        Assert.Equal(["kept", "state move"], store.Changes().Select(c => c.What));
        store.AddChange("next", Now);
        Assert.Equal([2L, 5L, 6L], store.Changes().Select(c => c.Number));
        Assert.Equal("Zoë \"x\" 'y' 患者\n", store.Studies()[0].Title);
        Assert.Equal(["r1", "r3"], store.OpenRuns().Select(r => r.Id));
        Assert.NotNull(store.FindAnswer([0, 255, 0]));
        store.SaveRun(new Run { Id = "a", Study = "s" }, open: true, null);
        Assert.Equal("a", store.OpenRuns()[^1].Id);
    }

    [Theory]
    [InlineData("in use", "is in use. Stop the coordinator")]
    [InlineData("open elsewhere", "is open in another process. Stop the coordinator")]
    [InlineData("damaged", "coordinator.db is damaged. Restore it from a backup")]
    [InlineData("damaged head", "coordinator.db cannot be opened")]
    [InlineData("rows", "is not empty: its table people has rows")]
    [InlineData("other tables", "holds tables that are not the coordinator's (patients)")]
    [InlineData("newer", "newer FedOnco (state 99")]
    [InlineData("served", "Another coordinator serves from database")]
    [InlineData("another value", "its table people differs (2 and 2 rows). Nothing was moved.")]
    [InlineData("fewer rows", "its table people differs (2 and 1 rows). Nothing was moved.")]
    [InlineData("no rights", "the user may not make tables there")]
    [InlineData("no server", "cannot be reached")]
    [InlineData("read by others", "may be read by others")]
    [InlineData("no file", "to.txt is missing")]
    [InlineData("moved before", "holds coordinator.db.before-postgresql of an earlier move")]
    [InlineData("in both", "holds database.txt: its state is in PostgreSQL already")]
    public void Run_WhatStandsInTheWay_IsOneMessageAndTheOldStateStaysInUse(string what, string said)
    {
        Assert.SkipWhen(what == "read by others" && OperatingSystem.IsWindows(), "Windows has no such modes");
        var folder = Filled();
        var target = NewTarget();
        using (PutInTheWay(what, folder, target))
        {
            var refused = Assert.Throws<FedOncoException>(() => StateMove.Run(folder, target, "state move", Now));
            Assert.Contains(said, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(PostgresServer.Password, refused.ToString(), StringComparison.Ordinal);
        }

        if (what is "damaged" or "damaged head") return;
        if (what == "in both") File.Delete(Path.Combine(folder, PostgresAccess.FileName));
        Assert.False(File.Exists(Path.Combine(folder, PostgresAccess.FileName)));
        using (var store = Store.Open(folder, serves: true)) Assert.NotNull(store.FindPerson("ada"));
        if (what is "another value" or "fewer rows") Assert.Equal(0, Databases.Count(Named(target), "SELECT count(*) FROM sites"));
    }

    [Fact]
    public async Task Command_NothingToMove_SaysSoAndEndsWithItsCode()
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-state-").FullName;
        Assert.NotEqual(0, await CoordinatorCommands.Build().Parse(["state", "move", "--state", folder, "--to", NewTarget()]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void Open_AMoveThatWasCutOff_FindsOneStateAndNotTheOther()
    {
        // Before its decision: the file that will name the database is there already, and the database may be full.
        var folder = Filled();
        var target = NewTarget();
        StateFolder.Prepare(folder, File.ReadAllText(target).Trim());
        using (var store = Store.Open(folder)) store.AddPerson("eve", "analyst", []);
        Assert.True(File.Exists(Path.Combine(folder, SqliteState.FileName)));
        StateMove.Run(folder, target, "state move", Now);
        // After it: the last rename is missing.
        File.Move(Path.Combine(folder, PostgresAccess.FileName), Path.Combine(folder, PostgresAccess.FileName + ".new"));
        using (var store = Store.Open(folder)) Assert.NotNull(store.FindPerson("eve"));
        Assert.False(File.Exists(Path.Combine(folder, SqliteState.FileName)));
        Assert.True(File.Exists(Path.Combine(folder, PostgresAccess.FileName)));
    }

    [Fact]
    public void Open_WhileTheStateIsMoved_IsRefused()
    {
        var folder = Filled();
        using (StateFolder.TakeAlone(folder)) Assert.Contains("is being moved", Assert.Throws<FedOncoException>(() => Store.Open(folder)).Message, StringComparison.Ordinal);
        Store.Open(folder).Dispose();
    }

    /// <summary>A state folder with rows in every table.</summary>
    private static string Filled()
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-state-").FullName;
        using var store = Store.Open(folder);
        foreach (var site in new[] { "b", "B", "é", "a" }) store.AddSite(site, [0, 1, 255, (byte)site[0]], "thumb");
        store.AddRenewal("a", "new");
        store.SetTrust("a", "present", ["present", "next"]);
        store.AddInvitation("code", "c", Now);
        store.AddPerson("ada", "analyst", ["s", "t"]);
        store.AddPerson("eve", "analyst", []);
        store.AddToken("token", "ada", Now);
        foreach (var change in new[] { "gone", "kept", "gone", "gone" }) store.AddChange(change, Now);
        foreach (var change in store.Changes().Where(c => c.What == "gone")) store.ForgetChange(change.Number);
        store.AddStudy("s", "Zoë \"x\" 'y' 患者\n", ["a", "b"], new Dictionary { Study = "s" });
        store.SetHoldings("a", [new SiteDataset { Study = "s", Dataset = "d" }]);
        foreach (var (id, open) in new[] { ("r2", false), ("r1", true), ("r3", true) }) store.SaveRun(new Run { Id = id, Study = "s" }, open, open ? null : [0, 255, 0]);
        var totals = new RecordedTotals(store);
        totals.SaveContract("r1", [9]);
        var large = new byte[3 << 20];
        new Random(1).NextBytes(large);
        totals.Save([7], 1, [1], large);
        totals.Save([5], 1, [1], Array.Empty<byte>());
        totals.Save([7], 2, [1], new byte[10]);
        var cohorts = new CohortRecord(store);
        cohorts.Add("s", "d", [new HistoryEntry { Cohort = new CohortSpec() }]);
        cohorts.Mark("s", "d", [new HistoryEntry { Cohort = new CohortSpec() }], CohortState.Answered);
        new SetRecord(store).Add(new SetSummary { Study = "s", Set = new AnalysisSet { Name = "n" }, Run = "r2" });
        store.Write("INSERT INTO models VALUES ('s', 'ada', 'm', 1, 'r2')");
        return folder;
    }

    private static List<string> Rows(StateDatabase database, StateTable table)
    {
        var rows = new List<string>();
        database.Each(table.Select(database), r => rows.Add(string.Join('|', Contents.Values(r).Select(v => v is byte[] bytes ? Convert.ToHexString(bytes) : v))));
        return rows;
    }

    /// <summary>A file that names a new database.</summary>
    private string NewTarget()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        var file = Path.Combine(folder, "to.txt");
        File.Move(Path.Combine(folder, PostgresAccess.FileName), file);
        return file;
    }

    /// <summary>A state folder that names the same database as a file.</summary>
    private static string Named(string target)
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-state-").FullName;
        Databases.Name(folder, File.ReadAllText(target).Trim());
        return folder;
    }

    private static IDisposable? PutInTheWay(string what, string folder, string target)
    {
        var file = Path.Combine(folder, SqliteState.FileName);
        switch (what)
        {
            case "in use":
                return Store.Open(folder);
            case "open elsewhere":
                // As a coordinator of an earlier version has it.
                return OpenByAnEarlierVersion(file);
            case "damaged":
                Overwrite(file, 4096, 200_000);
                break;
            case "damaged head":
                Overwrite(file, 0, 4096);
                break;
            case "served":
                return Store.Open(Named(target), serves: true);
            case "no rights":
                Databases.WriteOwn(target, File.ReadAllText(target).Replace("Username=postgres", "Username=reader", StringComparison.Ordinal).Trim());
                break;
            case "no server":
                Databases.WriteOwn(target, "Host=127.0.0.1;Port=9;Database=d;Username=u;Password=correct horse");
                break;
            case "read by others":
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.OtherRead);
                break;
            case "no file":
                File.Delete(target);
                break;
            case "moved before":
                File.WriteAllText(Path.Combine(folder, StateFolder.KeptName), "");
                break;
            case "in both":
                File.Copy(target, Path.Combine(folder, PostgresAccess.FileName));
                break;
            default:
                PutIntoTheDatabase(what, Named(target));
                break;
        }

        return null;
    }

    private static void PutIntoTheDatabase(string what, string folder)
    {
        if (what == "other tables")
        {
            Databases.Change(folder, "CREATE TABLE patients (id BIGINT)");
            return;
        }

        using (var store = Store.Open(folder))
        {
            if (what == "rows") store.AddPerson("joe", "analyst", []);
        }

        if (what == "newer") Databases.Change(folder, "UPDATE fedonco_state SET version = 99");
        if (what == "another value") Databases.Change(folder, "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.role := 'auditor'; RETURN NEW; END$$; CREATE TRIGGER t BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION f()");
        if (what == "fewer rows") Databases.Change(folder, "CREATE RULE r AS ON INSERT TO people WHERE NEW.name = 'eve' DO INSTEAD NOTHING");
    }

    private static SqliteConnection OpenByAnEarlierVersion(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var read = connection.CreateCommand();
        read.CommandText = "PRAGMA journal_mode = WAL; SELECT count(*) FROM people";
        read.ExecuteScalar();
        return connection;
    }

    private static void Overwrite(string file, int from, int length)
    {
        using var stream = File.OpenWrite(file);
        stream.Seek(from, SeekOrigin.Begin);
        var bytes = new byte[length];
        new Random(2).NextBytes(bytes);
        stream.Write(bytes);
    }
}
