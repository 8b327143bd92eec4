using System.Net;
using System.Text.RegularExpressions;
using FedOnco.Protos;

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

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
