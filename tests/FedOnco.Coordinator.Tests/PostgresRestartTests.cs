using System.Diagnostics;
using FedOnco.Agent.Tests.Engines;
using FedOnco.Coordinator.State;

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
