using FedOnco.Coordinator.Runs;
using FedOnco.Fuzz;
using FedOnco.Protos;
using Microsoft.Extensions.DependencyInjection;

namespace FedOnco.Federation.Tests;

/// <summary>More calls than go to the sites at a time: all are answered, in the order of their submission; beyond the bounds they are refused by name.</summary>
public sealed class QueueTests
{
    private const int Rows = 40;

    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 2).ToDictionary(s => $"s{s}", s => "id,x\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{(Rows * s) + i},{i}\n")));

    /// <summary>For all answers: a run that never has its turn would be waited for in vain.</summary>
    private const int PatienceMs = 600_000;

    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(PatienceMs);

    /// <remarks>With FEDONCO_LONG=1 a thousand calls. While they are submitted an agent stands still, so that all but one wait.</remarks>
    [Fact(Timeout = PatienceMs)]
    public async Task Calls_ManyAtOnce_AreAnsweredInOrder()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var federation = await TestFederation.StartAsync(Data, options: new RunOptions { RunsAtOnce = 1, StageDeadline = Long, ResumeWait = Long });
        using var client = federation.Client();
        var calls = FuzzLength.IsLong ? 1_000 : 150;
        var runs = new List<Run>();
        federation.SignalAgent("s1", "STOP");
        // Each its own question: an answer is not taken from the record.
        for (var i = 0; i < calls; i++) runs.Add(await client.SubmitAsync("", $"count(data = d, subset = x >= {i % Rows} & x > -{i + 1})", stop));
        Assert.Equal(calls - 1, federation.App.Services.GetRequiredService<RunRegistry>().WaitingCount);
        federation.SignalAgent("s1", "CONT");
        var ended = new List<Run>();
        foreach (var run in runs) ended.Add(await client.FollowAsync(run, cancellationToken: stop));
        Assert.All(ended, r => Assert.True(r.State == RunState.Completed, $"{r.State} {r.Problems.FirstOrDefault()}"));
        for (var i = 0; i < calls; i++) Assert.Equal(2 * (Rows - (i % Rows)), ended[i].Result.Glance.First(g => g.Name == "n").Number);
        Assert.Equal(runs.Select(r => r.Id), ended.OrderBy(r => r.Ended.ToDateTimeOffset()).Select(r => r.Id));
    }

    [Fact(Timeout = PatienceMs)]
    public async Task Calls_BeyondTheBounds_AreRefusedByNameAndCancellingMakesRoom()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var federation = await TestFederation.StartAsync(Data, options: new RunOptions { RunsAtOnce = 1, MostOpenOfPerson = 3, SiteWait = TimeSpan.FromMinutes(2) });
        using var client = federation.Client();
        // Nobody answers: what is submitted stays open.
        foreach (var site in Data.Keys) await federation.StopAgentAsync(site);
        var open = new List<Run>();
        for (var i = 0; i < 3; i++) open.Add(await client.SubmitAsync("", $"count(data = d, subset = x > {i})", stop));
        var full = await Assert.ThrowsAsync<FedOncoException>(() => client.SubmitAsync("", "count(data = d)", stop));
        Assert.Equal(ErrorReason.Overloaded, full.Reason);
        Assert.Contains("3 runs of ada are open", full.Message, StringComparison.Ordinal);
        await client.CancelAsync(open[2].Id, stop);
        Assert.Equal(RunState.Cancelled, (await client.FollowAsync(open[2], cancellationToken: stop)).State);
        await client.SubmitAsync("", "count(data = d, subset = x > 9)", stop);
    }
}
