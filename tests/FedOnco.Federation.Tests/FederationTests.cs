using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Runs;
using FedOnco.Protos;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FedOnco.Federation.Tests;

public sealed class FederationTests
{
    private static Dictionary<string, string> Line(int sites) => Enumerable.Range(0, sites).ToDictionary(
        s => $"s{s}",
        s => "id,x,y,g\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{(40 * s) + i},{(2 * ((40 * s) + i)) + 1},{(i % 2 == 0 ? "even" : "odd")}\n")));

    [Fact]
    public async Task Run_LinearData_GivesTheLineAndProvenance()
    {
        await using var federation = await TestFederation.StartAsync(Line(3));
        using var client = federation.Client();
        var run = await client.RunAsync("", "lm(y ~ x, data = d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal([1.0, 2.0], run.Result.Tidy.Columns[1].Numbers.Values.Select(v => Math.Round(v, 10)));
        Assert.Equal(["s0", "s1", "s2"], run.SitesContributed);
        Assert.Equal(3, run.Provenance.EndSignatures.Count);
        var again = await client.RunAsync("", "lm(y~x,data=d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains(again.Result.Notes, n => n.StartsWith("answered from the record", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_ARunToItsEnd_TellsTheResultOnce()
    {
        await using var federation = await TestFederation.StartAsync(Line(3));
        using var client = federation.Client();
        var submitted = await client.SubmitAsync("", "lm(y ~ x, data = d)", TestContext.Current.CancellationToken);
        var results = 0;
        await foreach (var run in client.WatchAsync(submitted.Id, TestContext.Current.CancellationToken)) results += run.Result is null ? 0 : 1;
        Assert.Equal(1, results);
    }

    [Fact]
    public async Task Run_EveryMessageOfASite_IsMaskedAndOfTheClosedList()
    {
        await using var federation = await TestFederation.StartAsync(Line(3));
        using var client = federation.Client();
        // 120 cells of whole numbers below 40, over and over: in clear nearly every byte would be zero.
        for (var k = 0; k < 24; k++)
        {
            var run = await client.RunAsync("", $"survfit(Surv(x, I(y > {k})) ~ g, data = d)", cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(RunState.Completed, run.State);
        }

        Assert.All(federation.Sent, m => Assert.Contains(m.Message.MessageCase, new[] { FromAgent.MessageOneofCase.Hello, FromAgent.MessageOneofCase.Shares, FromAgent.MessageOneofCase.Tally, FromAgent.MessageOneofCase.End }));
        var bytes = federation.Sent.Where(m => m.Site == "s1" && m.Message.Tally is not null).SelectMany(m => m.Message.Tally.Elements).ToArray();
        Assert.True(bytes.Length > 60_000, $"{bytes.Length} bytes");
        var expected = bytes.Length / 256.0;
        var chi = bytes.GroupBy(b => b).Select(g => (double)g.Count()).Sum(n => (n - expected) * (n - expected) / expected);
        // Chi-squared with 255 degrees of freedom: above 400 with probability 1e-8.
        Assert.InRange(chi, 120, 400);
    }

    [Fact]
    public async Task Run_SiteOffline_IsNamed()
    {
        await using var federation = await TestFederation.StartAsync(Line(3), options: new RunOptions { SiteWait = TimeSpan.FromSeconds(0.2) });
        await federation.StopAgentAsync("s2");
        using var client = federation.Client();
        var run = await client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((RunState.Failed, ErrorReason.SiteLost), (run.State, run.Problems[0].Reason));
        Assert.StartsWith("s2 ", run.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(["s2"], run.SitesMissing);
    }

    [Fact]
    public async Task Run_UnknownLevelAtOneSite_IsRefusedThereWithoutTheValue()
    {
        await using var federation = await TestFederation.StartAsync(Line(2), d => d.Datasets[0].Variables.Single(v => v.Name == "g").Levels.RemoveAt(1));
        using var client = federation.Client();
        var run = await client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(ErrorReason.DataNotConforming, run.Problems[0].Reason);
        Assert.Equal("s0: d does not conform to the dictionary there. The centre's IT sees why with `fedonco-agent check`.", run.Problems[0].Message);
    }

    [Fact]
    public async Task Client_ExpiredOrWrongToken_SaysWhatToDo()
    {
        await using var federation = await TestFederation.StartAsync(Line(2));
        using var expired = federation.Client(TimeSpan.FromSeconds(-1));
        var fault = await Assert.ThrowsAsync<FedOncoException>(() => expired.StudiesAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ErrorReason.TokenExpired, fault.Reason);
        Assert.Contains("person token ada", fault.Message, StringComparison.Ordinal);
        using var unknown = new Client.FedOncoClient(new Client.ClientSettings(federation.Address, federation.Authority.File, "fot-nonsense"));
        Assert.Equal(ErrorReason.NotAuthorised, (await Assert.ThrowsAsync<FedOncoException>(() => unknown.StudiesAsync(TestContext.Current.CancellationToken))).Reason);
    }

    [Fact]
    public async Task Connect_ReplacedCertificate_IsRefusedWithItsReason()
    {
        await using var federation = await TestFederation.StartAsync(Line(2), members: ["s9"]);
        var member = federation.MemberOf("s9");
        federation.Store.AddSite("s9", member.Identity.PublicKey, "another certificate");
        await AssertRefusedAsync(federation, member.Certificate);
    }

    [Fact]
    public async Task Connect_RevokedWhileOpen_EndsTheStreamAndEveryFurtherOne()
    {
        await using var federation = await TestFederation.StartAsync(Line(2), members: ["s9"]);
        var own = federation.MemberOf("s9").Certificate;
        using var channel = ChannelOf(federation, own);
        using var stream = new AgentGateway.AgentGatewayClient(channel).Connect(cancellationToken: TestContext.Current.CancellationToken);
        await stream.RequestStream.WriteAsync(new FromAgent { Announcement = new Announcement { ProductVersion = "0", ProtocolVersions = { 1 } } }, TestContext.Current.CancellationToken);
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.True(federation.Store.RevokeCertificate("s9"));
        var fault = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Equal("WRONG_CERTIFICATE", fault.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        Assert.Contains("s9", federation.Store.Roster().Entries.Select(e => e.Site));
        Assert.False(federation.Store.RevokeCertificate("s10"));
        await AssertRefusedAsync(federation, own);
    }

    [Fact]
    public async Task Health_LiveAndReady_NeedNoCertificate()
    {
        await using var federation = await TestFederation.StartAsync(Line(2));
        foreach (var (path, word) in new[] { ("live", "live\n"), ("ready", "ready\n") })
        {
            using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, server, _, _) => server is not null } };
            using var client = new HttpClient(handler) { DefaultRequestVersion = new Version(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
            Assert.Equal(word, await client.GetStringAsync(new Uri($"{federation.Address}/health/{path}"), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Connect_ForeignCertificate_IsRefusedWithItsReason()
    {
        await using var federation = await TestFederation.StartAsync(Line(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=s0", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await AssertRefusedAsync(federation, own);
    }

    internal static GrpcChannel ChannelOf(TestFederation federation, X509Certificate2 own) => ChannelOf(federation.Address, own);

    internal static GrpcChannel ChannelOf(string address, X509Certificate2 own)
    {
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { ClientCertificates = [own], LocalCertificateSelectionCallback = (_, _, _, _, _) => own, RemoteCertificateValidationCallback = (_, server, _, _) => server is not null } };
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static async Task AssertRefusedAsync(TestFederation federation, X509Certificate2 own)
    {
        using var channel = ChannelOf(federation, own);
        using var stream = new AgentGateway.AgentGatewayClient(channel).Connect(cancellationToken: TestContext.Current.CancellationToken);
        var fault = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal("WRONG_CERTIFICATE", fault.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
    }

    [Fact]
    public async Task Start_AfterAStopInTheMiddle_LeavesNoRunOpen()
    {
        await using var federation = await TestFederation.StartAsync(Line(2));
        federation.Store.SaveRun(new Run { Id = "r1", Study = "sandbox", State = RunState.Summing, Call = "count(data = d)" }, open: true, null);
        var registry = (RunRegistry)federation.App.Services.GetService(typeof(RunRegistry))!;
        registry.ResumeAbandoned();
        using var client = federation.Client();
        var run = await client.GetAsync("r1", TestContext.Current.CancellationToken);
        Assert.Equal((RunState.Failed, ErrorReason.CoordinatorRestarted), (run.State, run.Problems[0].Reason));
        Assert.Empty(federation.Store.OpenRuns());
    }

    [Fact]
    public async Task Start_WithACatalogueThatIsWrong_EndsWithOneMessage()
    {
        await using var federation = await TestFederation.StartAsync(Line(2));
        await federation.StopAgentAsync("s0");
        File.AppendAllText(Path.Combine(federation.HomeOf("s0"), "catalogue.yaml"), "\nnonsense: 1\n");
        var start = new System.Diagnostics.ProcessStartInfo(FedOnco.Cli.Sandbox.Executables.Agent, ["run", "--home", federation.HomeOf("s0"), "--coordinator", federation.Address]) { RedirectStandardError = true };
        using var agent = System.Diagnostics.Process.Start(start)!; // Starting a process by its file name returns it.
        var said = await agent.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await agent.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ErrorReason.WrongFile.ExitCode(), agent.ExitCode);
        Assert.Equal(said.IndexOf("nonsense is not known here", StringComparison.Ordinal), said.LastIndexOf("nonsense is not known here", StringComparison.Ordinal));
        Assert.Contains("nonsense is not known here", said, StringComparison.Ordinal);
        Assert.False(federation.App.Services.GetRequiredService<ConnectedSites>().IsConnected("s0"));
    }

    [Fact]
    public async Task Run_RosterThatNoSiteApproved_IsRefused()
    {
        await using var federation = await TestFederation.StartAsync(Line(2), trustRoster: false);
        using var client = federation.Client();
        var run = await client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(ErrorReason.RosterMismatch, run.Problems[0].Reason);
        Assert.Contains("roster approve", run.Problems[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(federation.Sent, m => m.Message.Hello is not null || m.Message.Tally is not null);
    }
}
