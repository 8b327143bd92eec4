using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.State;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Federation.Tests.Versions;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests;

/// <summary>Who may tell an agent of another authority: the coordinator that it trusts, on a line that shows it, and nobody else.</summary>
public sealed class AuthorityOfferTests(HostileFixture coordinators) : IClassFixture<HostileFixture>
{
    private const string NotTrusted = "did not show a certificate of the authority that this agent trusts";

    [Theory]
    [InlineData("another authority", NotTrusted)]
    [InlineData("plain HTTP", "it has the form https://host:port")]
    [InlineData("bytes for an authority", "names certificate authorities that are none")]
    public async Task Welcome_OfAnybodyElse_ChangesNothing(string line, string said)
    {
        using var evil = Authority.Open(Directory.CreateTempSubdirectory("fedonco-evil-").FullName, TimeProvider.System);
        var federation = coordinators.Federation;
        var welcome = Welcome(evil);
        if (line == "bytes for an authority") welcome.Authorities[1] = ByteString.CopyFromUtf8("bytes");
        using var shown = (line == "another authority" ? evil : federation.Authority).CreateServerCertificate([]);
        await using var other = await OtherCoordinator.StartAsync(line == "plain HTTP" ? null : shown, welcome);
        var pin = File.ReadAllText(Path.Combine(federation.HomeOf("s0"), "state", "authority.pem"));
        await using var agent = new AgentCopy(federation.HomeOf("s0"), other.Address);
        await agent.HearAsync(said, isError: true);
        Assert.Equal(pin, agent.Pin);
    }

    [Fact]
    public async Task Welcome_OfTheTrustedCoordinator_IsTakenAndKept()
    {
        using var next = Authority.Open(Directory.CreateTempSubdirectory("fedonco-next-").FullName, TimeProvider.System);
        using var shown = coordinators.Federation.Authority.CreateServerCertificate([]);
        await using var other = await OtherCoordinator.StartAsync(shown, Welcome(next));
        await using var agent = new AgentCopy(coordinators.Federation.HomeOf("s0"), other.Address);
        await agent.HearAsync("connected", isError: false);
        Assert.Equal(2, agent.Pin.Split("BEGIN CERTIFICATE").Length - 1);
    }

    [Fact]
    public async Task Status_AgentOfAnOlderVersion_StaysConnectedAndIsNamed()
    {
        await using var federation = await TestFederation.StartAsync(Enumerable.Range(0, 2).ToDictionary(s => $"s{s}", s => "id,x\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{i}\n"))), members: ["s9"]);
        // It says nothing of authorities, and takes no notice of what a welcome has of them.
        await using var peer = await HostilePeer.ConnectAsync(federation, "s9");
        federation.Authority.Prepare();
        var welcome = await peer.NextAsync(m => m.Welcome);
        Assert.Equal(2, welcome.Authorities.Count);
        await Waiting.UntilAsync(TimeSpan.FromSeconds(60), () => federation.Store.Trust().Count(t => t.Trusted.Count == 2) == 2);
        Assert.Equal([("s9", 0)], federation.Store.Trust().Where(t => t.Trusted.Count < 2).Select(t => (t.Site, t.Trusted.Count)));
        // Whatever it says instead is kept as two hashes at most.
        var junk = ByteString.CopyFrom(new byte[33]);
        await peer.SendAsync(new FromAgent { Announcement = new Announcement { ProductVersion = "0", ProtocolVersions = { 1 }, Datasets = { federation.MemberOf("s9").Holding }, Authorities = { junk, Enumerable.Range(0, 9).Select(i => ByteString.CopyFrom(Enumerable.Repeat((byte)i, 32).ToArray())) } } });
        await Waiting.UntilAsync(TimeSpan.FromSeconds(60), () => federation.Store.Trust().Single(t => t.Site == "s9").Trusted.SequenceEqual([new string('0', 64), string.Concat(Enumerable.Repeat("01", 32))]));
        using var client = federation.Client();
        var running = client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken);
        var playing = peer.PlayAsync(m => [m]);
        var run = await running;
        await peer.StopAsync(playing);
        Assert.True(run.State == RunState.Completed, run.Problems.FirstOrDefault()?.Message);
    }

    private Welcome Welcome(Authority next) => new()
    {
        ProductVersion = "9.9.9",
        ProtocolVersion = 1,
        Roster = coordinators.Federation.Store.Roster(),
        Authorities = { ByteString.CopyFrom(coordinators.Federation.Authority.RawData), ByteString.CopyFrom(next.RawData) },
    };
}
