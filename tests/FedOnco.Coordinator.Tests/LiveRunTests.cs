using FedOnco.Coordinator.Runs;
using FedOnco.Protos;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Coordinator.Tests;

public sealed class LiveRunTests
{
    private static readonly Run Ended = new() { Id = "r", State = RunState.Completed, Ended = new Timestamp() };

    [Fact]
    public async Task End_WatchedRun_IsToldOnce()
    {
        using var live = new LiveRun(new Run { Id = "r" });
        var watch = live.Watch();
        live.Update(r => r.State = RunState.Summing);
        live.End(Ended);
        var seen = new List<RunState>();
        await foreach (var run in watch.ReadAllAsync(TestContext.Current.CancellationToken)) seen.Add(run.State);
        Assert.Equal([RunState.Unspecified, RunState.Summing, RunState.Completed], seen);
    }

    [Fact]
    public async Task Watch_AfterTheEnd_TellsItAndEnds()
    {
        using var live = new LiveRun(new Run { Id = "r" });
        live.End(Ended);
        var seen = new List<Run>();
        await foreach (var run in live.Watch().ReadAllAsync(TestContext.Current.CancellationToken)) seen.Add(run);
        Assert.Equal(Ended, Assert.Single(seen));
    }
}
