using FedOnco.Agent.Tests.Engines;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Commands;
using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Tests;

public sealed class PostgresStateTests(PostgresServer server)
{
    private const string Secret = "correct horse";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(LossyLine.Break.BeforeCommit)]
    [InlineData(LossyLine.Break.AfterCommit)]
    public void Write_LineBreaksAroundTheCommit_IsDoneOnce(object how)
    {
        using var line = new LossyLine(server.Port);
        var folder = Databases.NewFolder(Databases.Postgres, server);
        Databases.Name(folder, File.ReadAllText(Path.Combine(folder, PostgresAccess.FileName)).Trim().Replace($"Port={server.Port}", $"Port={line.Port}", StringComparison.Ordinal) + ";SSL Mode=Disable");
        using var store = Store.Open(folder, serves: true);
        store.AddInvitation("code", "s1", Now.AddDays(1));
        store.AddSite("s1", [1], "old");
        store.AddRenewal("s1", "new");
        Break(() => store.AddChange("one", Now));
        Assert.Single(store.Changes());
        Break(() => Assert.True(store.TakeInvitation("code", "s1", Now)));
        Assert.False(store.TakeInvitation("code", "s1", Now));
        Break(() => Assert.True(store.TakeRenewal("s1", "new")));
        Assert.Equal("new", store.CertificateOf("s1"));
        Break(() => store.SaveRun(new Run { Id = "r", Study = "s" }, open: true, null));
        Assert.Equal(1, Databases.Count(folder, "SELECT sum(number)::bigint FROM runs"));
        Assert.Equal(4, line.Broken);

        void Break(Action write)
        {
            line.BreakNext((LossyLine.Break)how);
            write();
        }
    }

    [Fact]
    public void Open_SecondCoordinatorOfADatabase_IsRefusedCommandsAreNot()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        using (Store.Open(folder, serves: true))
        {
            var refused = Assert.Throws<FedOncoException>(() => Store.Open(folder, serves: true));
            Assert.Contains("Another coordinator serves from database", refused.Message, StringComparison.Ordinal);
            using var command = Store.Open(folder);
            command.AddPerson("ada", "analyst", []);
        }

        using var next = Store.Open(folder, serves: true);
        Assert.NotNull(next.FindPerson("ada"));
    }

    [Fact]
    public void Write_SessionEndedByTheServer_GoesOnAndStillOwns()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        using var store = Store.Open(folder, serves: true);
        EndSessions(folder);
        store.AddPerson("ada", "analyst", []);
        Assert.NotNull(store.FindPerson("ada"));
        Assert.Throws<FedOncoException>(() => Store.Open(folder, serves: true));
    }

    [Fact]
    public void Write_AnotherCoordinatorServedMeanwhile_IsRefusedForGood()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        using var store = Store.Open(folder, serves: true);
        EndSessions(folder);
        using (Store.Open(folder, serves: true))
        {
            // It served, if only for a moment.
        }

        Assert.Contains("another coordinator", Assert.Throws<StateLostException>(() => store.AddPerson("ada", "analyst", [])).Message, StringComparison.Ordinal);
        Assert.Contains("another coordinator", Assert.Throws<StateLostException>(() => store.AddPerson("ada", "analyst", [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CommandBesideAServiceOfTwoDays_LeavesItsRow()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        using var served = Store.Open(folder, serves: true);
        Databases.Change(folder, "UPDATE fedonco_writes SET opened = opened - interval '2 days'");
        using (var command = Store.Open(folder)) command.AddPerson("ada", "analyst", []);
        served.AddPerson("eve", "analyst", []);
        Assert.NotNull(served.FindPerson("eve"));
    }

    [Theory]
    [InlineData("Port=", "Port=1;Extra=", "entry 3")]
    [InlineData("Port=", "Porte=", "entry 2 has a key")]
    [InlineData("correct horse", "correct;horse=1", "entry 6 has a key")]
    [InlineData("correct horse", "'correct horse", "cannot be read")]
    [InlineData("correct horse", "wrong horse", "refuses user, password")]
    [InlineData("Username=postgres", "Username=nobody", "refuses user, password")]
    [InlineData("Host=127.0.0.1", "Host=127.0.0.1,127.0.0.2", "several hosts")]
    [InlineData("Host=127.0.0.1", "SSL Mode=Prefer", "does not say Host")]
    [InlineData("Pooling=false", "SSL Mode=VerifyFull;Root Certificate=/dev/null", "certificate is not the one")]
    [InlineData("Database=test_", "Database=none_", "no such database")]
    [InlineData("Host=127.0.0.1", "\nHost=127.0.0.1", "has 2 lines")]
    public async Task Open_WrongDatabaseFile_IsOneMessageWithoutTheSecret(string part, string instead, string said)
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        var text = (await File.ReadAllTextAsync(Path.Combine(folder, PostgresAccess.FileName), TestContext.Current.CancellationToken)).Trim();
        Databases.Name(folder, (instead.StartsWith('\n') ? "x" : "") + text.Replace(part, instead, StringComparison.Ordinal));
        var fault = Assert.Throws<FedOncoException>(() => Store.Open(folder, serves: true));
        Assert.Contains(said, fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("horse", fault.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(0, await CoordinatorCommands.Build().Parse(["person", "add", "ada", "--state", folder]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Path.Combine(folder, "coordinator.db")));
    }

    [Fact]
    public void Open_ServerNotThere_SaysWhereItLooked()
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-state-").FullName;
        Databases.Name(folder, $"Host=127.0.0.1;Port=9;Database=d;Username=u;Password={Secret}");
        var fault = Assert.Throws<FedOncoException>(() => Store.Open(folder));
        Assert.Equal((ErrorReason.CannotConnect, "database d at 127.0.0.1:9 cannot be reached. Check Host and Port in database.txt, the network and that PostgreSQL runs."), (fault.Reason, fault.Message));
    }

    [Fact]
    public void Open_FileThatOthersMayRead_IsRefused()
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = Databases.NewFolder(Databases.Postgres, server);
        File.SetUnixFileMode(Path.Combine(folder, PostgresAccess.FileName), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("may be read by others", Assert.Throws<FedOncoException>(() => Store.Open(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_StateInBothDatabases_IsRefused()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        File.WriteAllText(Path.Combine(folder, "coordinator.db"), "");
        Assert.Contains("in one of them, not in both", Assert.Throws<FedOncoException>(() => Store.Open(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DatabaseOfAnotherEncoding_IsRefused()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        var name = $"latin_{Guid.NewGuid():N}";
        server.Execute("postgres", $"CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0");
        Databases.Name(folder, server.OwnerOf(name));
        Assert.Contains("UTF8", Assert.Throws<FedOncoException>(() => Store.Open(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_UserWhoMayNotMakeTables_SaysSo()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        var text = File.ReadAllText(Path.Combine(folder, PostgresAccess.FileName)).Replace("Username=postgres", "Username=reader", StringComparison.Ordinal).Trim();
        Databases.Name(folder, text);
        Assert.Contains("may not make tables", Assert.Throws<FedOncoException>(() => Store.Open(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CertificateOfTheServerVerified_Works()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        var authority = Path.Combine(folder, "server-ca.pem");
        File.WriteAllText(authority, server.Authority);
        var text = File.ReadAllText(Path.Combine(folder, PostgresAccess.FileName)).Replace("Host=127.0.0.1", "Host=localhost", StringComparison.Ordinal).Trim();
        Databases.Name(folder, $"{text};SSL Mode=VerifyFull;Root Certificate={authority}");
        using var store = Store.Open(folder, serves: true);
        Assert.Equal(1, Databases.Count(folder, "SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()"));
    }

    [Fact]
    public void ToString_Access_HoldsNoPassword()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        Assert.DoesNotContain("horse", PostgresAccess.Read(folder)!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Invite_CommandBesideTheService_IsTakenByTheService()
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        using var served = Store.Open(folder, serves: true);
        using var authority = Authority.Open(folder, TimeProvider.System);
        string code;
        using (var command = Store.Open(folder)) code = Invitations.Invite(command, authority, "s1", Now);
        Assert.True(served.TakeInvitation(code, "s1", Now));
    }

    /// <summary>As an administrator of the server would, or a failing network.</summary>
    private void EndSessions(string folder)
    {
        var text = File.ReadAllText(Path.Combine(folder, PostgresAccess.FileName));
        var database = text.Split(';').Single(e => e.StartsWith("Database=", StringComparison.Ordinal))["Database=".Length..];
        server.Execute("postgres", $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{database}'");
    }
}
