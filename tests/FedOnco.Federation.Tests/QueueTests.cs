using FedOnco.Coordinator.Runs;
using FedOnco.Fuzz;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>More calls than go to the sites at a time: all are answered, in the order of their submission; beyond the bounds they are refused by name.</summary>
public sealed class QueueTests
{
    private const int Rows = 40;

    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 2).ToDictionary(s => $"s{s}", s => "id,x\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{(Rows * s) + i},{i}\n")));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <remarks>With FEDONCO_LONG=1 a thousand calls.</remarks>
    [Fact]
    public async Task Calls_ManyAtOnce_AreAnsweredInOrder()
    {
        await using var federation = await TestFederation.StartAsync(Data, options: new RunOptions { RunsAtOnce = 1 });
        using var client = federation.Client();
        var calls = FuzzLength.IsLong ? 1_000 : 150;
        var runs = new List<Run>();
        // Each its own question: an answer is not taken from the record.
        for (var i = 0; i < calls; i++) runs.Add(await client.SubmitAsync("", $"count(data = d, subset = x >= {i % Rows} & x > -{i + 1})", Stop));
        var ended = new List<Run>();
        foreach (var run in runs) ended.Add(await client.FollowAsync(run, cancellationToken: Stop));
        Assert.All(ended, r => Assert.True(r.State == RunState.Completed, $"{r.State} {r.Problems.FirstOrDefault()}"));
        for (var i = 0; i < calls; i++) Assert.Equal(2 * (Rows - (i % Rows)), ended[i].Result.Glance.First(g => g.Name == "n").Number);
        Assert.Equal(runs.Select(r => r.Id), ended.OrderBy(r => r.Ended.ToDateTimeOffset()).Select(r => r.Id));
    }

    [Fact]
    public async Task Calls_BeyondTheBounds_AreRefusedByNameAndCancellingMakesRoom()
    {
        await using var federation = await TestFederation.StartAsync(Data, options: new RunOptions { RunsAtOnce = 1, MostOpenOfPerson = 3, SiteWait = TimeSpan.FromMinutes(2) });
        using var client = federation.Client();
        // Nobody answers: what is submitted stays open.
        foreach (var site in Data.Keys) await federation.StopAgentAsync(site);
        var open = new List<Run>();
        for (var i = 0; i < 3; i++) open.Add(await client.SubmitAsync("", $"count(data = d, subset = x > {i})", Stop));
        var full = await Assert.ThrowsAsync<FedOncoException>(() => client.SubmitAsync("", "count(data = d)", Stop));
        Assert.Equal(ErrorReason.Overloaded, full.Reason);
        Assert.Contains("3 runs of ada are open", full.Message, StringComparison.Ordinal);
        await client.CancelAsync(open[2].Id, Stop);
        Assert.Equal(RunState.Cancelled, (await client.FollowAsync(open[2], cancellationToken: Stop)).State);
        await client.SubmitAsync("", "count(data = d, subset = x > 9)", Stop);
    }
}
