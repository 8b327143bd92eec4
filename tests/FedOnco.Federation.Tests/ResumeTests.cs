using FedOnco.Coordinator.Runs;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>Agents and coordinator that go away in the middle of a run: the answer is the same to the last bit, or the end has a name.</summary>
public sealed class ResumeTests
{
    private const string Call = "glm(y ~ x + g, data = d, family = poisson)";

    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 3).ToDictionary(
        s => $"s{s}",
        s => "id,x,y,g\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{((17 * i) + s) % 40},{((7 * i * i) + s) % 11},{(i % 3 == 0 ? "even" : "odd")}\n")));

    private static readonly Lazy<Task<Run>> Undisturbed = new(UndisturbedAsync);

    public static TheoryData<FromAgent.MessageOneofCase, int> Moments() => new()
    {
        { FromAgent.MessageOneofCase.Hello, 1 },
        { FromAgent.MessageOneofCase.Shares, 1 },
        { FromAgent.MessageOneofCase.Tally, 1 },
        { FromAgent.MessageOneofCase.Tally, 2 },
        { FromAgent.MessageOneofCase.Tally, 4 },
        { FromAgent.MessageOneofCase.End, 1 },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Run_AgentKilledAndStartedAgain_GoesOnToTheSameBits(FromAgent.MessageOneofCase kind, int count)
    {
        var expected = await Undisturbed.Value;
        await using var federation = await TestFederation.StartAsync(Data);
        var killed = KillAt(kind, count, "s1", federation, () => federation.KillAgent("s1"));
        using var client = federation.Client();
        var running = client.RunAsync("", Call, cancellationToken: TestContext.Current.CancellationToken);
        await killed;
        await federation.StartAgainAsync("s1");
        AssertSame(expected, await running);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Run_CoordinatorRestarted_GoesOnFromItsStoredTotals(FromAgent.MessageOneofCase kind, int count)
    {
        var expected = await Undisturbed.Value;
        await using var federation = await TestFederation.StartAsync(Data);
        var due = KillAt(kind, count, "s1", federation, () => { });
        using var client = federation.Client();
        var running = client.RunAsync("", Call, cancellationToken: TestContext.Current.CancellationToken);
        await due;
        federation.OnSent = null;
        await federation.RestartCoordinatorAsync();
        AssertSame(expected, await running);
    }

    [Fact]
    public async Task Resume_AfterASiteStayedAway_AsksOnlyForMissingSums()
    {
        var expected = await Undisturbed.Value;
        await using var federation = await TestFederation.StartAsync(Data, options: new RunOptions { ResumeWait = TimeSpan.FromSeconds(0.3) });
        var killed = KillAt(FromAgent.MessageOneofCase.Tally, 4, "s1", federation, () => federation.KillAgent("s1"));
        using var client = federation.Client();
        var failed = await client.RunAsync("", Call, cancellationToken: TestContext.Current.CancellationToken);
        await killed;
        Assert.Equal((RunState.Failed, ErrorReason.SiteLost), (failed.State, failed.Problems[0].Reason));
        Assert.StartsWith("s1 is not connected", failed.Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains($"fedonco resume {failed.Id}", failed.Problems[0].Message, StringComparison.Ordinal);
        await federation.StartAgainAsync("s1");
        var before = Sums(federation, "s0").Max();
        federation.Sent.Clear();
        var run = await client.FollowAsync(await client.ResumeAsync(failed.Id, TestContext.Current.CancellationToken), cancellationToken: TestContext.Current.CancellationToken);
        AssertSame(expected, run);
        // s1 may have died before it verified the last total that the others saw: that one is asked again.
        Assert.True(Sums(federation, "s0").Min() >= before - 1, $"asked again from {Sums(federation, "s0").Min()} after {before}");
        var again = await Assert.ThrowsAsync<FedOncoException>(() => client.ResumeAsync(run.Id, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorReason.WrongArgument, again.Reason);
    }

    [Fact]
    public async Task Restart_StoredTotalAltered_EndsWithHistoryDiffers()
    {
        await using var federation = await TestFederation.StartAsync(Data);
        var due = KillAt(FromAgent.MessageOneofCase.Tally, 4, "s1", federation, () => federation.Store.Write("UPDATE totals SET total = zeroblob(length(total)) WHERE number = 1"));
        using var client = federation.Client();
        var running = client.RunAsync("", Call, cancellationToken: TestContext.Current.CancellationToken);
        await due;
        federation.OnSent = null;
        await federation.RestartCoordinatorAsync();
        var run = await running;
        Assert.NotEqual(RunState.Completed, run.State);
        Assert.Contains(run.Problems[0].Reason, new[] { ErrorReason.HistoryDiffers, ErrorReason.TotalUnverified, ErrorReason.Disclosure, ErrorReason.EmptyCohort });
    }

    private static IEnumerable<ulong> Sums(TestFederation federation, string site) => federation.Sent.Where(m => m.Site == site && m.Message.Tally is not null).Select(m => m.Message.Tally.Index);

    private static Task KillAt(FromAgent.MessageOneofCase kind, int count, string site, TestFederation federation, Action act)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        federation.OnSent = (from, message) =>
        {
            if (from != site || message.MessageCase != kind || Interlocked.Increment(ref seen) != count) return;
            act();
            done.TrySetResult();
        };
        return done.Task;
    }

    private static async Task<Run> UndisturbedAsync()
    {
        await using var federation = await TestFederation.StartAsync(Data);
        using var client = federation.Client();
        return await client.RunAsync("", Call, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static void AssertSame(Run expected, Run actual)
    {
        Assert.Empty(actual.Problems);
        Assert.Equal(RunState.Completed, actual.State);
        Assert.Equal(expected.Result, actual.Result);
    }
}
