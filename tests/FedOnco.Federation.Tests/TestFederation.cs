using System.Collections.Concurrent;
using System.Net;
using FedOnco.Cli.Sandbox;
using FedOnco.Client;
using FedOnco.Coordinator;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FedOnco.Federation.Tests;

/// <summary>Real agents as processes, and a real coordinator in this process so that a test sees every message that agents send.</summary>
internal sealed class TestFederation : IAsyncDisposable
{
    public const string OpenPolicy = "profile: open\nstudies: [\"*\"]\npeople: [\"*\"]\nanalyses: [\"*\"]\n";

    private readonly Dictionary<string, ChildProcess> _agents = [];

    private readonly Dictionary<string, Member> _members = [];

    private Func<string, string, string> _route = (_, address) => address;

    private Action<string, string>? _prepare;

    private TestFederation(string folder, WebApplication app, Store store, Authority authority)
    {
        Folder = folder;
        App = app;
        Store = store;
        Authority = authority;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Listen();
    }

    public string Folder { get; }

    public WebApplication App { get; private set; }

    public Store Store { get; }

    public Authority Authority { get; }

    public string Address { get; }

    /// <summary>Every message that an agent sent for a run.</summary>
    public ConcurrentBag<(string Site, FromAgent Message)> Sent { get; } = [];

    /// <summary>Called with every message that an agent sent for a run, before the coordinator looks at it.</summary>
    public Action<string, FromAgent>? OnSent { get; set; }

    /// <param name="data">CSV text of dataset d by site.</param>
    /// <param name="change">Changes the inferred dictionary before anybody reads it.</param>
    /// <param name="options">Deadlines.</param>
    /// <param name="trustRoster">Whether agents take the coordinator's roster.</param>
    /// <param name="policy">policy.yaml of every agent.</param>
    /// <param name="certificates">How long agents' certificates are good.</param>
    /// <param name="route">Address that an agent is told, from its site and the coordinator's.</param>
    /// <param name="prepare">Called with site and folder of an agent before it starts.</param>
    /// <param name="metrics">Where the coordinator tells Prometheus.</param>
    /// <param name="state">Called with the coordinator's state folder before anything is in it.</param>
    /// <param name="members">Further sites, enrolled, whose keys the test holds: they may lie.</param>
    public static async Task<TestFederation> StartAsync(IReadOnlyDictionary<string, string> data, Action<Dictionary>? change = null, RunOptions? options = null, bool trustRoster = true, string policy = OpenPolicy, TimeSpan? certificates = null, Func<string, string, string>? route = null, Action<string, string>? prepare = null, IPEndPoint? metrics = null, Action<string>? state = null, params string[] members)
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;
        foreach (var (site, text) in data)
        {
            Directory.CreateDirectory(Path.Combine(folder, "data", site));
            File.WriteAllText(Path.Combine(folder, "data", site, "d.csv"), text);
        }

        var files = SandboxFolder.Open(Path.Combine(folder, "data"));
        var dictionary = SandboxDictionary.Infer(files).Dictionary;
        change?.Invoke(dictionary);
        state?.Invoke(Path.Combine(folder, "coordinator"));
        var store = Store.Open(Path.Combine(folder, "coordinator"));
        var authority = Authority.Open(Path.Combine(folder, "coordinator"), TimeProvider.System, certificates);
        store.AddStudy(dictionary.Study, "", [.. data.Keys, .. members], dictionary);
        store.AddPerson("ada", "analyst", [dictionary.Study]);
        var app = CoordinatorHost.Build(store, authority, IPEndPoint.Parse("127.0.0.1:0"), [], options ?? new RunOptions(), metrics);
        app.Services.GetRequiredService<RunRegistry>().ResumeAbandoned();
        await app.StartAsync();
        var federation = new TestFederation(folder, app, store, authority) { _route = route ?? ((_, address) => address), _prepare = prepare };
        foreach (var member in members) federation._members[member] = Member.Enrol(member, dictionary, store, authority);
        foreach (var (site, paths) in files.Files) federation.StartAgent(site, paths, dictionary, policy, trustRoster);
        foreach (var agent in federation._agents.Values) await agent.ReadyAsync(CancellationToken.None);
        return federation;
    }

    /// <summary>The folder of an agent.</summary>
    public string HomeOf(string site) => Path.Combine(Folder, "agents", site);

    /// <summary>A database of an agent's state folder, as somebody with access to the site's machine would change it.</summary>
    public SqliteConnection OpenState(string site, string file)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(HomeOf(site), "state", file)};Pooling=False");
        connection.Open();
        return connection;
    }

    public Member MemberOf(string site) => _members[site];

    public FedOncoClient Client(TimeSpan? lifetime = null, string? address = null) =>
        new(new ClientSettings(address ?? Address, Authority.File, Invitations.CreateToken(Store, "ada", TimeProvider.System.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1)))));

    /// <summary>SIGKILL: no goodbye.</summary>
    public void KillAgent(string site) => _agents[site].Kill();

    /// <summary>Stops an agent where it is, or lets it go on.</summary>
    public void SignalAgent(string site, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-" + signal, _agents[site].Id.ToString()]);
        kill.WaitForExit();
    }

    /// <summary>Starts an enrolled agent over its own folder, as its service manager would.</summary>
    public async Task StartAgainAsync(string site, params string[] more)
    {
        await StopAgentAsync(site);
        _agents[site] = Launch(site, [.. more, "--trust-coordinator-roster"]);
        await _agents[site].ReadyAsync(CancellationToken.None);
    }

    /// <summary>A further centre of the study is entered at the coordinator, invited, and starts its agent.</summary>
    /// <param name="site">Id of the centre.</param>
    /// <param name="text">CSV text of its dataset d.</param>
    /// <param name="policy">Its policy.yaml.</param>
    public async Task JoinAsync(string site, string text, string policy = OpenPolicy)
    {
        var study = Store.Studies().Single();
        Store.AddStudy(study.Name, study.Title, [.. study.Sites, site], study.Dictionary);
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "data", site)).FullName, "d.csv");
        await File.WriteAllTextAsync(file, text);
        StartAgent(site, [file], study.Dictionary, policy, trustRoster: true);
        await _agents[site].ReadyAsync(CancellationToken.None);
    }

    /// <summary>Stops the coordinator and starts it again over the same store at the same address.</summary>
    public async Task RestartCoordinatorAsync(RunOptions? options = null)
    {
        await App.DisposeAsync();
        App = CoordinatorHost.Build(Store, Authority, IPEndPoint.Parse(Address["https://".Length..]), [], options ?? new RunOptions());
        Listen();
        App.Services.GetRequiredService<RunRegistry>().ResumeAbandoned();
        await App.StartAsync();
    }

    public async Task StopAgentAsync(string site)
    {
        if (_agents.Remove(site, out var agent)) await agent.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents.Values) await agent.DisposeAsync();
        await App.DisposeAsync();
        foreach (var member in _members.Values) member.Dispose();
        Authority.Dispose();
        Store.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void StartAgent(string site, IReadOnlyList<string> files, Dictionary dictionary, string policy, bool trustRoster)
    {
        AgentFolder.Write(HomeOf(site), site, files, dictionary, policy);
        _prepare?.Invoke(site, HomeOf(site));
        var code = Invitations.Invite(Store, Authority, site, TimeProvider.System.GetUtcNow());
        string[] enrolment = ["--enrol", code];
        _agents[site] = Launch(site, trustRoster ? [.. enrolment, "--trust-coordinator-roster"] : enrolment);
    }

    private ChildProcess Launch(string site, params string[] more) =>
        ChildProcess.Start($"the agent of {site}", Executables.Agent, "connected", ["run", "--home", HomeOf(site), "--coordinator", _route(site, Address), "--stop-with-stdin", .. more]);

    private void Listen() => App.Services.GetRequiredService<ConnectedSites>().Received += (site, message) =>
    {
        Sent.Add((site, message));
        OnSent?.Invoke(site, message);
    };
}
