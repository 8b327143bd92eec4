using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FedOnco.Cli.Sandbox;
using FedOnco.Client;
using FedOnco.Federation.Tests.Faults;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Soak;

/// <summary>A coordinator and the agents of many centres, all processes; each can be killed, stopped and started again.</summary>
internal sealed class ProcessFederation : IAsyncDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>The runtime compiles what is used often a second time, in the background and for hours where there are many kinds of calls: that would be taken for memory that runs leave.</summary>
    private const string CompiledOnce = "DOTNET_TieredCompilation=0";

    /// <summary>Agents that start at a time: each reads its data and enrols.</summary>
    private const int StartsAtOnce = 4;

    /// <summary>In memory where there is such a disk: with dozens of processes a real one would be what the test waits for.</summary>
    private readonly string _folder = Directory.Exists(Memory) ? Directory.CreateDirectory(Path.Combine(Memory, $"fedonco-soak-{Guid.NewGuid():N}")).FullName : Directory.CreateTempSubdirectory("fedonco-soak-").FullName;

    private readonly ConcurrentDictionary<string, ChildProcess> _agents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _processes = new(StringComparer.Ordinal);
    private Provision _provision = new("", new Dictionary<string, string>(), new Dictionary<string, string>());
    private ChildProcess? _coordinator;
    private string _address = "127.0.0.1:0";

    private ProcessFederation()
    {
    }

    public IReadOnlyList<string> Sites { get; private set; } = [];

    /// <summary>Id of each process by name; another one after a restart.</summary>
    public IReadOnlyDictionary<string, int> Processes => _processes;

    /// <param name="write">Writes DATA/CENTRE/DATASET.csv.</param>
    /// <param name="people">Analysts.</param>
    public static async Task<ProcessFederation> StartAsync(Action<string> write, params string[] people)
    {
        var federation = new ProcessFederation();
        try
        {
            await federation.BeginAsync(write, people);
            return federation;
        }
        catch
        {
            await federation.DisposeAsync();
            throw;
        }
    }

    public FedOncoClient Client(string person) => new(new ClientSettings("https://" + _address, _provision.Authority, _provision.Tokens[person]));

    /// <summary>SIGKILL: no goodbye; then started over its own folder, as its service manager would.</summary>
    public async Task RestartAgentAsync(string site)
    {
        _agents[site].Kill();
        await _agents[site].DisposeAsync();
        Launch(site);
        await _agents[site].ReadyAsync(CancellationToken.None);
    }

    /// <inheritdoc cref="RestartAgentAsync"/>
    public async Task RestartCoordinatorAsync()
    {
        _coordinator!.Kill(); // It runs but for a moment within a restart.
        await _coordinator.DisposeAsync();
        await StartCoordinatorAsync();
    }

    /// <summary>SIGSTOP, and SIGCONT after a time.</summary>
    public async Task PauseAgentAsync(string site, TimeSpan length)
    {
        Signal(_agents[site], "STOP");
        await Task.Delay(length);
        Signal(_agents[site], "CONT");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents.Values) Signal(agent, "CONT");
        await Task.WhenAll(_agents.Values.Select(a => a.DisposeAsync().AsTask()));
        if (_coordinator is not null) await _coordinator.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task BeginAsync(Action<string> write, string[] people)
    {
        var data = Path.Combine(_folder, "data");
        write(data);
        var files = SandboxFolder.Open(data);
        var dictionary = SandboxDictionary.Infer(files).Dictionary;
        Sites = [.. files.Files.Keys];
        _provision = await Provision.MakeAsync(_folder, StateOfCoordinator, dictionary, Sites, people);
        await StartCoordinatorAsync();
        foreach (var (site, paths) in files.Files) AgentFolder.Write(HomeOf(site), site, paths, dictionary, TestFederation.OpenPolicy);
        foreach (var some in Sites.Chunk(StartsAtOnce))
        {
            foreach (var site in some) Launch(site, "--enrol", _provision.Codes[site]);
            foreach (var site in some) await _agents[site].ReadyAsync(CancellationToken.None);
        }
    }

    private async Task StartCoordinatorAsync()
    {
        _coordinator = ChildProcess.Start("the coordinator", "/usr/bin/env", "ready ", CompiledOnce, Executables.Coordinator, "serve", "--state", StateOfCoordinator, "--listen", _address, "--site-wait-s", "120", "--stop-with-stdin");
        _processes["coordinator"] = _coordinator.Id;
        _address = (await _coordinator.ReadyAsync(CancellationToken.None))["ready https://".Length..];
    }

    private void Launch(string site, params string[] more)
    {
        _agents[site] = ChildProcess.Start($"the agent of {site}", "/usr/bin/env", "connected", [CompiledOnce, Executables.Agent, "run", "--home", HomeOf(site), "--coordinator", "https://" + _address, "--stop-with-stdin", "--trust-coordinator-roster", .. more]);
        _processes[site] = _agents[site].Id;
    }

    private string StateOfCoordinator => Path.Combine(_folder, "coordinator");

    private string HomeOf(string site) => Path.Combine(_folder, "agents", site);

    private static void Signal(ChildProcess process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
