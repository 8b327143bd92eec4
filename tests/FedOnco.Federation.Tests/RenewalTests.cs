using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedOnco.Federation.Tests;

public sealed class RenewalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private static Dictionary<string, string> Line() => Enumerable.Range(0, 2).ToDictionary(s => $"s{s}", s => "id,x\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{i}\n")));

    [Fact]
    public async Task Agent_CertificateInItsLastThird_RenewsWithoutARestart()
    {
        // 15 minutes with the slack of 10 before now: the last third begins at once, perhaps before all agents are there.
        Task<string>? first = null;
        await using var federation = await TestFederation.StartAsync(Line(), certificates: TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1), prepare: (site, home) =>
        {
            if (site == "s0") first = FirstThumbprintAsync(Path.Combine(home, "state", "certificate.pem"));
        });
        using var client = federation.Client();
        var enrolled = await Assert.IsType<Task<string>>(first, exactMatch: false).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Waiting.UntilAsync(Patience, () => federation.Store.CertificateOf("s0") != enrolled && federation.Store.CertificateOf("s0") == ThumbprintOf(Path.Combine(federation.HomeOf("s0"), "state", "certificate.pem")));
        Assert.True(OperatingSystem.IsWindows() || (File.GetUnixFileMode(Path.Combine(federation.HomeOf("s0"), "state", "certificate.key")) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) == 0);
        var run = await client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(RunState.Completed, run.State);
    }

    /// <summary>Of the certificate that a file holds as soon as it is there; a new one takes a connection, so it is not overlooked.</summary>
    private static async Task<string> FirstThumbprintAsync(string file)
    {
        while (!File.Exists(file)) await Task.Delay(2, TestContext.Current.CancellationToken);
        return ThumbprintOf(file);
    }

    [Fact]
    public async Task Renew_OldCertificate_WorksUntilTheNewOneConnects()
    {
        await using var federation = await TestFederation.StartAsync(Line(), members: ["s9"]);
        var member = federation.MemberOf("s9");
        var (renewed, first) = await RenewAsync(federation, member.Certificate, member.Identity);
        using var again = renewed;
        Assert.Null(await ConnectAsync(federation, member.Certificate));
        Assert.Null(await ConnectAsync(federation, first));
        Assert.Equal("WRONG_CERTIFICATE", await ConnectAsync(federation, member.Certificate));
        Assert.True(federation.Store.RevokeCertificate("s9"));
        Assert.Equal("WRONG_CERTIFICATE", await ConnectAsync(federation, first));
    }

    [Fact]
    public async Task Renew_RevokedBetween_GivesNothing()
    {
        await using var federation = await TestFederation.StartAsync(Line(), members: ["s9"]);
        var member = federation.MemberOf("s9");
        var (renewed, fresh) = await RenewAsync(federation, member.Certificate, member.Identity);
        using var held = renewed;
        Assert.True(federation.Store.RevokeCertificate("s9"));
        Assert.Equal("WRONG_CERTIFICATE", await ConnectAsync(federation, fresh));
    }

    [Fact]
    public async Task Renew_CopiedCertificateWithoutTheIdentityKey_IsRefused()
    {
        await using var federation = await TestFederation.StartAsync(Line(), members: ["s9"]);
        using var thief = Privacy.SecureSums.IdentityKey.Create();
        var fault = await Assert.ThrowsAsync<RpcException>(() => RenewAsync(federation, federation.MemberOf("s9").Certificate, thief));
        Assert.Equal("NOT_AUTHORISED", fault.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
    }

    private static async Task<(ECDsa Key, X509Certificate2 Certificate)> RenewAsync(TestFederation federation, X509Certificate2 present, Privacy.SecureSums.IdentityKey identity)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=another", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        using var channel = FederationTests.ChannelOf(federation, present);
        var answer = await new AgentGateway.AgentGatewayClient(channel).RenewAsync(new RenewRequest { CertificateRequest = ByteString.CopyFrom(request), IdentityProof = ByteString.CopyFrom(identity.Sign(request)) }, cancellationToken: TestContext.Current.CancellationToken);
        using var bare = X509CertificateLoader.LoadCertificate(answer.Certificate.Span);
        return (key, bare.CopyWithPrivateKey(key));
    }

    /// <summary>The reason of the refusal; null where the coordinator welcomed.</summary>
    private static async Task<string?> ConnectAsync(TestFederation federation, X509Certificate2 own)
    {
        using var channel = FederationTests.ChannelOf(federation, own);
        using var stream = new AgentGateway.AgentGatewayClient(channel).Connect(cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            await AnnounceAsync(stream.RequestStream);
            Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            return null;
        }
        catch (RpcException refused)
        {
            return refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? refused.StatusCode.ToString();
        }
    }

    /// <summary>A refusal may come before the announcement is written: the answer says why, not the request.</summary>
    private static async Task AnnounceAsync(IClientStreamWriter<FromAgent> requests)
    {
        try
        {
            await requests.WriteAsync(new FromAgent { Announcement = new Announcement { ProductVersion = "0", ProtocolVersions = { 1 } } }, TestContext.Current.CancellationToken);
        }
        catch (RpcException ended) when (ended.StatusCode == StatusCode.Cancelled)
        {
        }
    }

    private static string ThumbprintOf(string file)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
        return Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
    }
}
