using FedOnco.Federation.Tests.Hostile;
using FedOnco.Protos;
using Google.Rpc;
using Grpc.Core;

namespace FedOnco.Federation.Tests.Versions;

/// <summary>Agents and coordinators of other versions, over real connections: one minor version apart they work together, beyond that they are refused.</summary>
public sealed class VersionTests(HostilePeerFixture peers, HostileFixture coordinators) : IClassFixture<HostilePeerFixture>, IClassFixture<HostileFixture>
{
    [Theory]
    [InlineData("1", null)]
    [InlineData("1,2", null)]
    [InlineData("0,1", null)]
    [InlineData("2,3", "Upgrade the coordinator: versions one minor number apart work together.")]
    [InlineData("0", "Upgrade the agent of s2: versions one minor number apart work together.")]
    [InlineData("", "Upgrade the agent of s2: versions one minor number apart work together.")]
    public async Task Connect_AgentOfAnotherVersion_IsWelcomedUnderTheCommonOneOrRefused(string versions, string? advice)
    {
        using var channel = FederationTests.ChannelOf(peers.Federation, peers.Federation.MemberOf("s2").Certificate);
        using var stream = new AgentGateway.AgentGatewayClient(channel).Connect(cancellationToken: TestContext.Current.CancellationToken);
        var announcement = new Announcement { ProductVersion = "0.9.9", ProtocolVersions = { versions.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(uint.Parse) }, Datasets = { peers.Federation.MemberOf("s2").Holding } };
        await stream.RequestStream.WriteAsync(NewerMessage.Of(new FromAgent { Announcement = announcement }), TestContext.Current.CancellationToken);
        if (advice is null)
        {
            Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            Assert.Equal(1U, stream.ResponseStream.Current.Welcome.ProtocolVersion);
            return;
        }

        var fault = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal("PROTOCOL", fault.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        Assert.StartsWith($"The agent of s2 (0.9.9) speaks protocol {(versions.Length == 0 ? "none" : versions.Replace(",", ", ", StringComparison.Ordinal))}, this coordinator", fault.Status.Detail, StringComparison.Ordinal);
        Assert.EndsWith(advice, fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AgentThatSaysMoreThanThisVersionKnows_GivesTheAnswer()
    {
        await using var peer = await HostilePeer.ConnectAsync(peers.Federation, "s2");
        using var client = peers.Federation.Client();
        var running = client.RunAsync("", "lm(y ~ x, data = d, subset = x > -1999)", cancellationToken: TestContext.Current.CancellationToken);
        // Its own hello comes back among all hellos: it knows what it put into it.
        var playing = peer.PlayAsync(m => [m.Hello is null ? NewerMessage.Of(m) : m], change: NewerMessage.Mark);
        var run = await running;
        await peer.StopAsync(playing);
        Assert.True(run.State == RunState.Completed, run.Problems.FirstOrDefault()?.Message);
        Assert.Equal([1.0, 2.0], run.Result.Tidy.Columns[1].Numbers.Values.Select(v => Math.Round(v, 10)));
    }

    [Fact]
    public async Task Run_CoordinatorThatSaysMoreThanThisVersionKnows_ReachesTheEnd()
    {
        using var coordinator = new HostileCoordinator(coordinators.Federation, "lm(y ~ x + g, data = d)");
        coordinator.Offer();
        var hellos = new Hellos { Run = coordinator.Run };
        foreach (var site in coordinator.Sites) hellos.Hellos_.Add((await coordinator.NextAsync(site)).Hello);
        foreach (var site in coordinator.Sites) coordinator.Send(site, NewerMessage.Of(new FromCoordinator { Hellos = hellos }));
        foreach (var (site, shares) in await coordinator.SharesAsync()) coordinator.Send(site, NewerMessage.Of(new FromCoordinator { Shares = shares }));
        coordinator.Distort = (_, _, chunks) => chunks.Select(NewerMessage.Of);
        await coordinator.RunProgramAsync();
        foreach (var site in coordinator.Sites) Assert.NotNull((await coordinator.NextAsync(site)).End);
    }

    [Theory]
    [InlineData(1U, true)]
    [InlineData(2U, false)]
    [InlineData(0U, false)]
    public async Task Connect_CoordinatorOfAnotherVersion_IsTakenOrRefusedByTheAgent(uint version, bool taken)
    {
        await using var other = await OtherCoordinator.StartAsync(coordinators.Federation, version);
        await using var agent = new AgentCopy(coordinators.Federation.HomeOf("s0"), other.Address);
        var said = await agent.HearAsync(taken ? "connected" : $"The coordinator (9.9.9) speaks protocol {version}, this agent", isError: !taken);
        if (!taken) Assert.Contains("Upgrade the older of the two", said, StringComparison.Ordinal);
    }
}
