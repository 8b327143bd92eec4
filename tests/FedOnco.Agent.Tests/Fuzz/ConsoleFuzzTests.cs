using System.Net;
using System.Net.Sockets;
using System.Text;
using FedOnco.Agent.LocalConsole;
using FedOnco.Agent.State;
using FedOnco.Audit;
using FedOnco.Fuzz;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FedOnco.Agent.Tests.Fuzz;

/// <summary>Anything at all on the console's port: never its own fault, never a page for a stranger, and the next request is answered.</summary>
public sealed class ConsoleFuzzTests : IAsyncDisposable
{
    private const int Cases = 600;
    private static readonly string Id = new('a', 64);
    private static readonly string[] Paths = ["/", "/enter?key=", "/style.css", "/runs", "/policy", "/log?verify=1", $"/approvals/{Id}", "/approvals/", "/nowhere"];

    private readonly SiteFolder _folder = new();
    private WebApplication? _app;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Console_AnyRequest_IsAnsweredWithoutADefect()
    {
        var session = new ConsoleSession();
        var endpoint = await StartAsync(session);
        var cookie = session.Enter(session.CreateKey())!; // The key was made a moment ago.
        var random = new Random(FuzzLength.Seed);
        for (var i = 0; i < FuzzLength.Of(Cases); i++)
        {
            var own = random.Next(3) > 0;
            var request = Request(random, endpoint, own ? cookie : new string('0', 64));
            var status = await StatusAsync(endpoint, random.Next(3) == 0 ? Mutations.Of(request, random) : request);
            // Nothing where the bytes are no whole request.
            Assert.True(status is null or < 500, $"{i}: {status} to {Encoding.Latin1.GetString(request)}");
        }

        using var browser = new HttpClient { BaseAddress = new Uri($"http://{endpoint}") };
        browser.DefaultRequestHeaders.Add("Cookie", $"{ConsoleSession.Cookie}={cookie}");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
        using var approvals = new Approvals(Path.Combine(_folder.Path, "state"));
        Assert.Equal("waiting", approvals.StateOf(Id, TimeProvider.System.GetUtcNow()));
    }

    private async Task<IPEndPoint> StartAsync(ConsoleSession session)
    {
        _folder.Write("appsettings.json", """{"Agent": {"Site": "s1"}}""");
        _folder.Write("dictionaries/trials.yaml", "study: trials\nversion: 1\ndatasets:\n  d:\n    variables:\n      grade: {type: category, levels: [low, high]}\n");
        _folder.Write("catalogue.yaml", "datasets:\n  d: {study: trials, csv: d.csv}\n");
        _folder.Write("policy.yaml", "profile: default\nstudies: [trials]\npeople: [\"*\"]\nanalyses: [count]\napproval: always\n");
        var home = AgentHome.Open(_folder.Path);
        Directory.CreateDirectory(home.State);
        using (var approvals = new Approvals(home.State)) approvals.Ask(new ApprovalQuestion(Id, "trials", "ada", "count(data = d)", 40, 12, 3, TimeProvider.System.GetUtcNow(), "waiting"));
        using (var log = AuditLog.Open(home.State)) log.Append("start", TimeProvider.System.GetUtcNow(), json => json.WriteString("policy", "p"));
        _app = ConsoleHost.Build(home, "127.0.0.1:0", session, TimeProvider.System);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        return IPEndPoint.Parse(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()["http://".Length..]);
    }

    private static byte[] Request(Random random, IPEndPoint endpoint, string cookie)
    {
        var text = new StringBuilder();
        string[] methods = ["GET", "GET", "POST", "POST", "PUT", "DELETE", "HEAD", "TRACE", "OPTIONS", "X"];
        string[] forms = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data", "application/x-www-form-urlencoded; charset=no", "text/plain", ";", ""];
        var body = random.Next(3) switch { 0 => "", 1 => "form=" + ConsoleSession.FormKey(cookie) + "&decision=" + new string('x', random.Next(20)), _ => Encoding.Latin1.GetString(Mutations.Bytes(random, 5_000)) };
        text.Append(methods[random.Next(methods.Length)]).Append(' ').Append(Paths[random.Next(Paths.Length)]).Append(random.Next(4) == 0 ? Uri.EscapeDataString(Encoding.Latin1.GetString(Mutations.Bytes(random, 40))) : "").Append(" HTTP/1.1\r\n");
        text.Append("Host: ").Append(endpoint).Append("\r\nConnection: close\r\n");
        text.Append("Cookie: ").Append(ConsoleSession.Cookie).Append('=').Append(cookie).Append("\r\n");
        if (random.Next(2) == 0) text.Append("Content-Type: ").Append(forms[random.Next(forms.Length)]).Append("\r\n");
        if (random.Next(8) == 0) text.Append("Noise: ").Append(Encoding.Latin1.GetString(Mutations.Bytes(random, 200)).Replace('\r', ' ').Replace('\n', ' ')).Append("\r\n");
        if (random.Next(8) == 0) text.Append("Transfer-Encoding: chunked\r\n\r\n").Append(random.Next(2) == 0 ? "5\r\nform=\r\n0\r\n\r\n" : "fffffffff\r\n");
        else text.Append("Content-Length: ").Append(random.Next(10) == 0 ? random.NextInt64() : body.Length).Append("\r\n\r\n").Append(body);
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static async Task<int?> StatusAsync(IPEndPoint endpoint, byte[] request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(endpoint, TestContext.Current.CancellationToken);
        try
        {
            await socket.GetStream().WriteAsync(request, TestContext.Current.CancellationToken);
            // No more will come: the console need not wait for a body that was promised.
            socket.Client.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(socket.GetStream(), Encoding.Latin1);
            var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            return line?.Split(' ') is [_, var code, ..] && int.TryParse(code, out var status) ? status : null;
        }
        catch (Exception closed) when (closed is IOException or SocketException or InvalidOperationException)
        {
            // The console closed the connection while the rest was on its way.
            return null;
        }
    }
}
