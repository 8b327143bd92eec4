using System.Diagnostics;
using FedOnco.Agent.Tests.Engines;
using FedOnco.Coordinator.State;
using FedOnco.Federation.Tests.Faults;

namespace FedOnco.Coordinator.Tests;

/// <summary>What becomes of writes where the server or the line to it goes away.</summary>
public sealed class PostgresRestartTests(OwnPostgresServer own) : IClassFixture<OwnPostgresServer>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private PostgresServer Server => own.Server;

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task Write_ServerRestartsMeanwhile_EveryWriteIsThereOnce(string mode)
    {
        var folder = Databases.NewFolder(Databases.Postgres, Server);
        using var store = Store.Open(folder, serves: true);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            var written = 0;
            for (; !stop.IsCancellationRequested; written++) store.AddChange($"{written}", Now);
            return written;
        });
        await UntilAsync(() => store.Changes().Count > 20);
        Server.Stop(mode);
        Server.Start();
        var before = store.Changes().Count;
        await UntilAsync(() => store.Changes().Count > before + 20);
        await stop.CancelAsync();
        var count = await writing;
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}"), store.Changes().Select(c => c.What));
    }

    [Fact]
    public void Write_ServerStaysAway_FailsInTimeAndGoesOnWhenItIsBack()
    {
        var folder = Databases.NewFolder(Databases.Postgres, Server);
        using var state = PostgresState.Open(PostgresAccess.Read(folder)! with { Patience = TimeSpan.FromSeconds(1) }, serves: true);
        Store.Versions.Bring(state);
        state.Write("INSERT INTO people VALUES ('ada', 'analyst', '')");
        Server.Stop();
        try
        {
            var since = Stopwatch.StartNew();
            var lost = Assert.Throws<StateLostException>(() => state.Write("INSERT INTO people VALUES ('eve', 'analyst', '')"));
            Assert.True(lost is IOException && since.Elapsed > TimeSpan.FromSeconds(0.9), $"{since.Elapsed}");
            // Those that wait behind it do not wait as long again, each.
            since.Restart();
            for (var i = 0; i < 20; i++) Assert.Throws<StateLostException>(() => state.Read("SELECT 1", r => r.GetInt32(0)));
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(5), $"{since.Elapsed}");
        }
        finally
        {
            Server.Start();
        }

        // Nothing else tries a server that was given up: the next call does.
        Assert.True(SpinWait.SpinUntil(() => Written(state), TimeSpan.FromSeconds(20)));
        Assert.Equal(["ada", "joe"], state.Read("SELECT name FROM people ORDER BY name", r => r.GetString(0)));
    }

    /// <summary>Nothing comes through, and nobody is told: only silence says so.</summary>
    [Fact]
    public async Task Write_LineHalfOpen_IsMadeOnceWhereItHealsInTimeAndFailsInTimeWhereNot()
    {
        await using var line = new Line($"https://127.0.0.1:{Server.Port}", TimeSpan.Zero);
        var folder = Databases.NewFolder(Databases.Postgres, Server);
        Databases.Name(folder, (await File.ReadAllTextAsync(Path.Combine(folder, PostgresAccess.FileName), TestContext.Current.CancellationToken)).Trim().Replace($"Port={Server.Port}", $"Port={line.Port}", StringComparison.Ordinal));
        using var store = Store.Open(folder, serves: true);
        store.AddChange("before", Now);
        line.HalfOpen();
        var writing = Task.Run(() => store.AddChange("held back", Now), TestContext.Current.CancellationToken);
        await Task.WhenAny(writing, Task.Delay(PostgresAccess.Silence + TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));
        Assert.False(writing.IsCompleted);
        // What was held back comes through now, late: the server must not make it a second time.
        line.Mend();
        await writing.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(["before", "held back"], store.Changes().Select(c => c.What));

        line.HalfOpen();
        var since = Stopwatch.StartNew();
        Assert.Throws<StateLostException>(() => store.AddChange("lost", Now));
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(19), TimeSpan.FromSeconds(26));
        line.Mend();
        Assert.True(SpinWait.SpinUntil(store.Answers, TimeSpan.FromSeconds(10)));
        store.AddChange("after", Now);
        Assert.Equal("after", store.Changes()[^1].What);
    }

    private static bool Written(StateDatabase state)
    {
        try
        {
            return state.Write("INSERT INTO people VALUES ('joe', 'analyst', '')") == 1;
        }
        catch (StateLostException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var since = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(60));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
