using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FedOnco.Coordinator.Health;
using FedOnco.Coordinator.Runs;
using FedOnco.Protos;
using FedOnco.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FedOnco.Federation.Tests;

public sealed class MetricsTests
{
    private static Dictionary<string, string> Line() => Enumerable.Range(0, 2).ToDictionary(s => $"s{s}", s => "id,x\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{i}\n")));

    /// <summary>What dashboard and alerts ask for is what the coordinator tells.</summary>
    [Fact]
    public async Task Endpoint_EveryNameOfDashboardAndAlerts_IsThere()
    {
        var port = FreePort();
        await using var federation = await TestFederation.StartAsync(Line(), metrics: new IPEndPoint(IPAddress.Loopback, port));
        using var client = federation.Client();
        Assert.Equal(RunState.Completed, (await client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken)).State);
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), TestContext.Current.CancellationToken);
        Assert.Contains("fedonco_runs_ended_total{state=\"Completed\",reason=\"none\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("fedonco_sites_connected 2\n", text, StringComparison.Ordinal);
        var folder = Path.Combine(SiteItPagesTests.Root(AppContext.BaseDirectory), "packaging", "monitoring");
        var asked = Directory.GetFiles(folder).SelectMany(f => Regex.Matches(File.ReadAllText(f), @"\bfedonco_[a-z_]+").Select(m => m.Value)).Distinct().ToList();
        Assert.InRange(asked.Count, 5, 20);
        Assert.All(asked, name => Assert.Contains(name, text, StringComparison.Ordinal));
    }

    /// <summary>A collector gets the counts of runs and a span for each, and nothing that names a person, a study or a variable.</summary>
    [Fact]
    public async Task Push_RunThatCompleted_IsAtTheCollector()
    {
        var got = new ConcurrentDictionary<string, string>();
        await using var collector = await CollectorAsync(got);
        await using (var federation = await TestFederation.StartAsync(Line(), options: new RunOptions { Otlp = new Uri(collector.Urls.First()) }))
        {
            using var client = federation.Client();
            Assert.Equal(RunState.Completed, (await client.RunAsync("", "count(data = d, subset = x > 3)", cancellationToken: TestContext.Current.CancellationToken)).State);
        }

        Assert.Equal(["/v1/metrics", "/v1/traces"], got.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("fedonco.runs.ended", got["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("fedonco.sites.connected", got["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("fedonco.state", got["/v1/traces"], StringComparison.Ordinal);
        foreach (var word in new[] { "ada", "count(", "subset" }) Assert.All(got.Values, v => Assert.DoesNotContain(word, v, StringComparison.Ordinal));
    }

    /// <summary>The centre's collector gets how runs ended there and how long they took, and nothing of question or data.</summary>
    [Fact]
    public async Task AgentPush_RunsAnsweredAndRefused_AreAtTheCentresCollector()
    {
        var got = new ConcurrentDictionary<string, string>();
        await using var collector = await CollectorAsync(got);
        await using var federation = await TestFederation.StartAsync(Line(), d => d.Datasets[0].Variables.Single(v => v.Name == "x").Label = "secretlabel");
        await federation.StartAgainAsync("s0", "--otlp", collector.Urls.First());
        using var client = federation.Client();
        Assert.Equal(RunState.Completed, (await client.RunAsync("", "count(data = d, subset = x > 3.25)", cancellationToken: TestContext.Current.CancellationToken)).State);
        Assert.NotEqual(RunState.Completed, (await client.RunAsync("", "lm(x ~ 1, data = d, subset = x > 1e6)", cancellationToken: TestContext.Current.CancellationToken)).State);
        await federation.StopAgentAsync("s0");
        Assert.Equal(["/v1/metrics", "/v1/traces"], got.Keys.Order(StringComparer.Ordinal));
        foreach (var name in new[] { "fedonco.agent.runs.ended", "fedonco.agent.run.seconds", "fedonco.agent.runs.open", "fedonco.agent.connected", "EMPTY_COHORT" }) Assert.Contains(name, got["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("fedonco.attempt", got["/v1/traces"], StringComparison.Ordinal);
        foreach (var word in new[] { "ada", "count(", "lm(", "subset", "sandbox", "secretlabel", "3.25" }) Assert.All(got.Values, v => Assert.DoesNotContain(word, v, StringComparison.Ordinal));
        // Only where the centre's IT asked for it.
        Assert.DoesNotContain("fedonco-coordinator", string.Concat(got.Values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:4318")]
    [InlineData("http://user:horse@127.0.0.1:4318")]
    public async Task AgentPush_AddressThatIsNone_IsRefusedWithOneMessage(string address)
    {
        await using var federation = await TestFederation.StartAsync(Line());
        var start = new System.Diagnostics.ProcessStartInfo(Cli.Sandbox.Executables.Agent, ["run", "--home", federation.HomeOf("s0"), "--coordinator", federation.Address, "--otlp", address]) { RedirectStandardError = true };
        using var agent = System.Diagnostics.Process.Start(start)!; // A file of its own always starts a process.
        var said = await agent.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await agent.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Agent:Otlp (or --otlp) is the address of a collector, without a path and a password, as in http://127.0.0.1:4318.", said.Trim());
        Assert.Equal(ErrorReason.WrongArgument.ExitCode(), agent.ExitCode);
    }

    [Theory]
    [InlineData("127.0.0.1:4318")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1:4318/v1/metrics")]
    [InlineData("http://me:secret@127.0.0.1:4318")]
    public void Push_AddressThatIsNone_IsRefusedWithoutItsWords(string address) =>
        Assert.Equal("--otlp is the address of a collector, without a path and a password, as in http://127.0.0.1:4318.", Assert.Throws<FedOncoException>(() => OtlpPush.AddressOf("--otlp", address)).Message);

    private static async Task<WebApplication> CollectorAsync(ConcurrentDictionary<string, string> got)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/{kind}", async (string kind, HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            got.AddOrUpdate("/v1/" + kind, _ => Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
        });
        await app.StartAsync();
        return app;
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
