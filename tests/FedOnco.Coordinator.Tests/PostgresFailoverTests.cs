using System.Diagnostics;
using FedOnco.Agent.Tests.Engines;
using FedOnco.Coordinator.State;
using FedOnco.Federation.Tests.Faults;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Tests;

/// <summary>A real standby takes over, and the address that the coordinator knows leads to it.</summary>
public sealed class PostgresFailoverTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Write_StandbyThatWasWaitedForTakesOver_GoesOnWithEverything()
    {
        using var first = new PostgresServer();
        await using var line = new Line(AddressOf(first), TimeSpan.Zero);
        var folder = NewFolder(first, line);
        using var store = Store.Open(folder, serves: true);
        using var second = first.StartStandby(isWaitedFor: true);
        store.AddChange("one", Now);
        first.Stop("immediate");
        // The address may lead there before it has taken over: then it is waited for, also by who reads, for what it has may be old.
        line.Lead(AddressOf(second));
        var reading = Task.Run(store.Changes, TestContext.Current.CancellationToken);
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.False(reading.IsCompleted);
        second.Promote();
        Assert.Single(await reading);
        store.AddChange("two", Now);
        Assert.Equal(["one", "two"], store.Changes().Select(c => c.What));
    }

    [Fact]
    public async Task Write_StandbyThatLacksConfirmedWritesTakesOver_IsRefusedByServiceAndCommands()
    {
        using var first = new PostgresServer();
        await using var line = new Line(AddressOf(first), TimeSpan.Zero);
        var folder = NewFolder(first, line);
        using (var store = Store.Open(folder, serves: true))
        {
            using var second = first.StartStandby(isWaitedFor: false);
            second.Stop();
            store.AddChange("confirmed", Now);
            first.Stop("immediate");
            second.Start();
            second.Promote();
            line.Lead(AddressOf(second));
            for (var time = 0; time < 2; time++)
            {
                Assert.Contains("lacks writes that were confirmed", Assert.Throws<StateLostException>(() => store.AddChange("next", Now)).Message, StringComparison.Ordinal);
                Assert.Throws<StateLostException>(() => store.Changes());
            }

            // Started again, it still knows.
            store.Dispose();
            foreach (var serves in new[] { true, false })
            {
                var refused = Assert.Throws<FedOncoException>(() => Store.Open(folder, serves));
                Assert.Contains("lacks writes that it had confirmed", refused.Message, StringComparison.Ordinal);
                Assert.Contains(Path.Combine(folder, "database.seen"), refused.Message, StringComparison.Ordinal);
            }

            // The server that has them is back: nothing was lost.
            first.Start();
            line.Lead(AddressOf(first));
            using (var again = Store.Open(folder, serves: true)) Assert.Equal(["confirmed"], again.Changes().Select(c => c.What));
            line.Lead(AddressOf(second));
            // Or it is not, and people say so.
            File.Delete(Path.Combine(folder, ConfirmedWrite.FileName));
            using var behind = Store.Open(folder, serves: true);
            Assert.Empty(behind.Changes());
        }
    }

    /// <summary>PostgreSQL gives a commit that waits for its standby up where the session is ended: it is there, and not safe.</summary>
    [Fact]
    public void Write_StandbyThatIsWaitedForIsAway_IsNotTakenForConfirmed()
    {
        using var first = new PostgresServer();
        var folder = Databases.NewFolder(Databases.Postgres, first);
        using var state = PostgresState.Open(PostgresAccess.Read(folder)! with { Patience = TimeSpan.FromSeconds(12) }, serves: true);
        Store.Versions.Bring(state);
        using var second = first.StartStandby(isWaitedFor: true);
        state.Write("INSERT INTO people VALUES ('ada', 'analyst', '')");
        second.Stop();
        var since = Stopwatch.StartNew();
        Assert.Throws<StateLostException>(() => state.Write("INSERT INTO people VALUES ('eve', 'analyst', '')"));
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(30));
        second.Start();
        Assert.Equal(1, state.Write("INSERT INTO people VALUES ('joe', 'analyst', '')"));
    }

    [Fact]
    public void Open_DumpOfEarlier_IsRefusedUntilItIsMeant()
    {
        using var server = new PostgresServer();
        var folder = Databases.NewFolder(Databases.Postgres, server);
        using (var store = Store.Open(folder, serves: true)) store.AddChange("one", Now);
        Databases.Change(folder, "UPDATE fedonco_writes SET number = number - 1; DELETE FROM changes");
        Assert.Contains("a dump was restored on purpose", Assert.Throws<FedOncoException>(() => Store.Open(folder)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(folder, ConfirmedWrite.FileName));
        Store.Open(folder).Dispose();
    }

    private static string AddressOf(PostgresServer server) => $"https://127.0.0.1:{server.Port}";

    private static string NewFolder(PostgresServer server, Line line)
    {
        var folder = Databases.NewFolder(Databases.Postgres, server);
        var file = Path.Combine(folder, PostgresAccess.FileName);
        Databases.Name(folder, File.ReadAllText(file).Trim().Replace($"Port={server.Port}", $"Port={line.Port}", StringComparison.Ordinal));
        return folder;
    }
}
