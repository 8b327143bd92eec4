using System.Text.Json;
using FedOnco.Cli.Sandbox;
using FedOnco.Client;
using FedOnco.Federation.Tests.Faults;

namespace FedOnco.Federation.Tests;

/// <summary>A coordinator and two agents as processes, used by the commands that the pages for site IT name.</summary>
internal sealed class AuthorityFederation(IReadOnlyList<string> environment, IReadOnlyList<string> serve) : IAsyncDisposable
{
    public static readonly IReadOnlyList<string> Sites = ["s0", "s1"];

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-authority-").FullName;
    private readonly Dictionary<string, ChildProcess> _agents = [];
    private ChildProcess? _coordinator;
    private Provision? _provision;
    private string _address = "127.0.0.1:0";

    public string State => Path.Combine(_folder, "coordinator");

    public string AuthorityFile => Path.Combine(State, "authority.pem");

    public string Address => "https://" + _address;

    /// <param name="environment">NAME=VALUE of the coordinator's process.</param>
    /// <param name="serve">Further options of the coordinator.</param>
    public static async Task<AuthorityFederation> StartAsync(IReadOnlyList<string>? environment = null, params string[] serve)
    {
        var federation = new AuthorityFederation(environment ?? [], serve);
        await federation.BeginAsync();
        return federation;
    }

    public string HomeOf(string site) => Path.Combine(_folder, "agents", site);

    public string StateOf(string site) => Path.Combine(HomeOf(site), "state");

    /// <param name="authority">File of the authority that the client trusts.</param>
    public FedOncoClient Client(string authority) => new(new ClientSettings(Address, authority, _provision!.Tokens["ada"])); // Made at the start.

    public Task<string> CoordinatorAsync(params string[] words) => ProgramRun.OutputAsync(Executables.Coordinator, [.. words, "--state", State]);

    public Task<string> RefusalAsync(params string[] words) => ProgramRun.RefusalAsync(Executables.Coordinator, [.. words, "--state", State]);

    public async Task StopCoordinatorAsync()
    {
        if (_coordinator is not null) await _coordinator.DisposeAsync();
        _coordinator = null;
    }

    public async Task StartCoordinatorAsync()
    {
        await StopCoordinatorAsync();
        string[] words = ["serve", "--state", State, "--listen", _address, "--site-wait-s", "60", "--stop-with-stdin", .. serve];
        _coordinator = environment.Count == 0
            ? ChildProcess.Start("the coordinator", Executables.Coordinator, "ready ", words)
            : ChildProcess.Start("the coordinator", "env", "ready ", [.. environment, Executables.Coordinator, .. words]);
        _address = (await _coordinator.ReadyAsync(CancellationToken.None))["ready https://".Length..];
    }

    public async Task StopAgentAsync(string site)
    {
        if (_agents.Remove(site, out var agent)) await agent.DisposeAsync();
    }

    public async Task StartAgentAsync(string site, params string[] more)
    {
        _agents[site] = ChildProcess.Start($"the agent of {site}", Executables.Agent, "connected", ["run", "--home", HomeOf(site), "--coordinator", Address, "--stop-with-stdin", .. more]);
        await _agents[site].ReadyAsync(CancellationToken.None);
    }

    /// <summary>As enrol.md has it, with the agent stopped.</summary>
    public async Task EnrolAgainAsync(string site)
    {
        await StopAgentAsync(site);
        await ProgramRun.OutputAsync(Executables.Agent, "enrol", "--home", HomeOf(site), await CoordinatorAsync("agent", "invite", site));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents.Values) await agent.DisposeAsync();
        await StopCoordinatorAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task BeginAsync()
    {
        foreach (var site in Sites)
        {
            Directory.CreateDirectory(Path.Combine(_folder, "data", site));
            await File.WriteAllTextAsync(Path.Combine(_folder, "data", site, "d.csv"), "id,x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{site}{i},{i},{(i * i) % 17}\n")));
        }

        var files = SandboxFolder.Open(Path.Combine(_folder, "data"));
        var dictionary = SandboxDictionary.Infer(files).Dictionary;
        _provision = await Provision.MakeAsync(_folder, State, dictionary, Sites, "ada");
        await StartCoordinatorAsync();
        foreach (var (site, paths) in files.Files)
        {
            AgentFolder.Write(HomeOf(site), site, paths, dictionary, TestFederation.OpenPolicy);
            await File.WriteAllTextAsync(Path.Combine(HomeOf(site), "appsettings.json"), JsonSerializer.Serialize(new { Agent = new { Site = site, Coordinator = Address } }));
            await StartAgentAsync(site, "--enrol", _provision.Codes[site], "--trust-coordinator-roster");
        }
    }
}
