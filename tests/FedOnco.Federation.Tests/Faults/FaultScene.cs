using System.Text.Json;
using FedOnco.Agent.Tests.Engines;
using FedOnco.Cli.Sandbox;
using FedOnco.Client;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>A coordinator and three agents, all processes; centre s1 is behind a line of its own. It and the coordinator are on small disks of their own where the machine allows it.</summary>
internal sealed class FaultScene : IAsyncDisposable
{
    /// <summary>The centre that is struck.</summary>
    public const string Struck = "s1";

    /// <summary>For a new server with its log.</summary>
    private const long SizeOfPostgres = 256L << 20;

    private const string Memory = "/dev/shm";
    private static readonly TimeSpan LineLength = TimeSpan.FromMilliseconds(40);

    /// <summary>In memory where there is such a disk: with a dozen of processes a real one would be what the test waits for.</summary>
    private readonly string _folder = Directory.Exists(Memory) ? Directory.CreateDirectory(Path.Combine(Memory, $"fedonco-faults-{Guid.NewGuid():N}")).FullName : Directory.CreateTempSubdirectory("fedonco-faults-").FullName;

    private readonly int _patience;
    private readonly Dictionary<string, ChildProcess> _agents = [];
    private ChildProcess? _coordinator;
    private ChildProcess? _other;
    private DatabaseLock? _lock;
    private string _address = "127.0.0.1:0";

    private FaultScene(int patience, bool isOnPostgres)
    {
        _patience = patience;
        if (!isOnPostgres) return;
        PostgresDisk = FaultDisk.TryMount(Path.Combine(_folder, "postgres.img"), Path.Combine(_folder, "postgres"), SizeOfPostgres);
        Postgres = PostgresDisk is null ? new PostgresServer() : PostgresServer.In(Directory.CreateDirectory(Path.Combine(_folder, "postgres", "server")).FullName);
        PostgresLine = new Line($"https://127.0.0.1:{Postgres.Port}", TimeSpan.Zero);
    }

    /// <summary>The server that the coordinator keeps its state in; null where it is in the coordinator's folder.</summary>
    public PostgresServer? Postgres { get; }

    /// <summary>Between the coordinator and that server.</summary>
    public Line? PostgresLine { get; }

    /// <summary>That server's; null where this machine cannot mount one.</summary>
    public FaultDisk? PostgresDisk { get; }

    /// <summary>The longest that a run may wait by its own rules: for a message, and for a site that is away.</summary>
    public TimeSpan Deadlines => TimeSpan.FromSeconds(2 * _patience);

    /// <summary>Null where this machine cannot mount one.</summary>
    public FaultDisk? AgentDisk { get; private set; }

    /// <summary>Null where this machine cannot mount one.</summary>
    public FaultDisk? CoordinatorDisk { get; private set; }

    /// <summary>Of the process that was started under it.</summary>
    public FakeClock Clock => new(Path.Combine(_folder, "time"));

    public Line Line { get; private set; } = null!; // Made before anybody has the scene.

    public FedOncoClient Client { get; private set; } = null!; // Made before anybody has the scene.

    private string Home => HomeOf(Struck);

    private string StateOfAgent => Path.Combine(Home, "state");

    private string StateOfCoordinator => Path.Combine(_folder, "coordinator");

    /// <param name="data">Text of the table by centre.</param>
    /// <param name="patience">How long the coordinator waits for a message, and for a site that is away, in seconds.</param>
    /// <param name="isOnPostgres">The coordinator keeps its state in a PostgreSQL server.</param>
    public static async Task<FaultScene> StartAsync(IReadOnlyDictionary<string, string> data, int patience, bool isOnPostgres = false)
    {
        var scene = new FaultScene(patience, isOnPostgres);
        try
        {
            await scene.BeginAsync(data);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the coordinator sees every centre, or does not see the struck one.</summary>
    public Task SeenAsync(bool isConnected = true) => Waiting.UntilAsync(TimeSpan.FromSeconds(60), async limit =>
    {
        try
        {
            var sites = (await Client.DatasetsAsync("", limit)).Single().Sites;
            return isConnected ? sites.All(s => s.Connected) : !sites.Single(s => s.Site == Struck).Connected;
        }
        catch (FedOncoException away) when (away.Reason == ErrorReason.CannotConnect && !limit.IsCancellationRequested)
        {
            // The coordinator is not back yet.
            return false;
        }
    });

    public void KillAgent() => _agents[Struck].Kill();

    public void SignalAgent(string signal) => Signal(_agents[Struck], signal);

    public void KillCoordinator() => _coordinator!.Kill(); // It runs but for a moment within a restart.

    public void SignalCoordinator(string signal) => Signal(_coordinator!, signal); // It runs but for a moment within a restart.

    public async Task StartAgentAsync(params string[] more)
    {
        await StopAgentAsync();
        Launch(Struck, more);
        await _agents[Struck].ReadyAsync(CancellationToken.None);
    }

    public async Task StopAgentAsync()
    {
        if (_agents.Remove(Struck, out var agent)) await agent.DisposeAsync();
    }

    public async Task StartCoordinatorAsync(params string[] environment)
    {
        await StopCoordinatorAsync();
        _coordinator = StartServe(StateOfCoordinator, _address, environment);
        var ready = await _coordinator.ReadyAsync(CancellationToken.None);
        _address = ready["ready https://".Length..];
    }

    /// <summary>The coordinator, started anew under a clock that the test sets.</summary>
    public async Task WithClockAsync()
    {
        await StartCoordinatorAsync(await Clock.BeginAsync());
    }

    /// <summary>The struck agent, started anew under a clock that the test sets.</summary>
    public async Task WithAgentClockAsync()
    {
        await StopAgentAsync();
        Launch(Struck, [], await Clock.BeginAsync());
        await _agents[Struck].ReadyAsync(CancellationToken.None);
    }

    public async Task RevokeAsync()
    {
        await CommandAsync("agent", "revoke", Struck, "--state", StateOfCoordinator);
        await SeenAsync(isConnected: false);
    }

    /// <summary>As after months without power: the certificate in the agent's folder is past its time.</summary>
    public async Task ExpireAsync()
    {
        KillAgent();
        await StopAgentAsync();
        using var store = Store.Open(StateOfCoordinator);
        using var authority = Authority.Open(StateOfCoordinator, TimeProvider.System, -TimeSpan.FromMinutes(1));
        ExpiredCertificate.Write(store, authority, Struck, StateOfAgent);
        Launch(Struck);
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    public async Task EnrolAgainAsync()
    {
        await StopAgentAsync();
        File.Delete(Path.Combine(StateOfAgent, "certificate.pem"));
        var code = await CommandAsync("agent", "invite", Struck, "--state", StateOfCoordinator);
        await StartAgentAsync("--enrol", code);
    }

    /// <summary>The line leads to a coordinator with an authority of its own.</summary>
    public async Task LeadAstrayAsync()
    {
        _other = StartServe(Path.Combine(_folder, "other"), "127.0.0.1:0");
        Line.Lead((await _other.ReadyAsync(CancellationToken.None))["ready ".Length..]);
        await SeenAsync(isConnected: false);
    }

    public async Task LeadBackAsync()
    {
        Line.Lead("https://" + _address);
        await StopOtherAsync();
    }

    /// <summary>A second agent over a copy of the centre's folder, keys and all.</summary>
    public async Task StartCopyAsync()
    {
        var copy = Home + "-copy";
        foreach (var file in Directory.EnumerateFiles(Home, "*", SearchOption.AllDirectories).Where(f => !f.Contains("lost+found", StringComparison.Ordinal)))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Home, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        _other = ChildProcess.Start("the copy", Executables.Agent, "connected", "run", "--home", copy, "--coordinator", "https://" + _address, "--stop-with-stdin", "--trust-coordinator-roster");
        await Task.WhenAny(_other.ReadyAsync(CancellationToken.None), Task.Delay(TimeSpan.FromSeconds(10)));
    }

    public async Task StopOtherAsync()
    {
        if (_other is not null) await _other.DisposeAsync();
        _other = null;
    }

    public void LockAgent() => _lock = new DatabaseLock(Path.Combine(StateOfAgent, "agent.db"));

    public void LockCoordinator() => _lock = new DatabaseLock(Path.Combine(StateOfCoordinator, "coordinator.db"));

    public void Unlock()
    {
        _lock?.Dispose();
        _lock = null;
    }

    public async Task RepairAgentDiskAsync()
    {
        KillAgent();
        await StopAgentAsync();
        AgentDisk!.Repair(); // Called only where there is one.
        await StartAgentAsync();
    }

    public async Task RepairCoordinatorDiskAsync()
    {
        KillCoordinator();
        await StopCoordinatorAsync();
        CoordinatorDisk!.Repair(); // Called only where there is one.
        await StartCoordinatorAsync();
    }

    /// <summary>Makes space; a server that ended for want of it is started again, as whoever runs it would.</summary>
    public async Task RepairPostgresAsync()
    {
        PostgresDisk!.Free(); // Called only where there is one.
        Postgres!.Revive(); // Where there is its disk there is a server.
        await StartCoordinatorAsync();
    }

    /// <summary>Entries of the coordinator's log, one JSON document each; every line was compared with its hash.</summary>
    public async Task<IReadOnlyList<JsonElement>> CoordinatorLogAsync()
    {
        await CommandAsync("audit", "verify", "--state", StateOfCoordinator);
        return [.. (await CommandAsync("audit", "export", "--state", StateOfCoordinator)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
    }

    /// <summary>Every line of every agent's log is as its hash says.</summary>
    public async Task VerifyAgentLogsAsync()
    {
        foreach (var site in _agents.Keys) await ProgramRun.OutputAsync(Executables.Agent, "audit", "verify", "--home", HomeOf(site));
    }

    public async ValueTask DisposeAsync()
    {
        Unlock();
        await StopOtherAsync();
        foreach (var agent in _agents.Values)
        {
            Signal(agent, "CONT");
            await agent.DisposeAsync();
        }

        if (_coordinator is not null)
        {
            Signal(_coordinator, "CONT");
            await _coordinator.DisposeAsync();
        }

        Client?.Dispose();
        if (Line is not null) await Line.DisposeAsync();
        AgentDisk?.Unmount();
        CoordinatorDisk?.Unmount();
        if (PostgresLine is not null) await PostgresLine.DisposeAsync();
        Postgres?.Dispose();
        PostgresDisk?.Unmount();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StopCoordinatorAsync()
    {
        if (_coordinator is not null) await _coordinator.DisposeAsync();
        _coordinator = null;
    }

    private static void Signal(ChildProcess process, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private ChildProcess StartServe(string state, string listen, params string[] environment) =>
        ChildProcess.Start("the coordinator", "/usr/bin/env", "ready ", [.. environment, Executables.Coordinator, "serve", "--state", state, "--listen", listen, "--stage-deadline-s", $"{_patience}", "--resume-wait-s", $"{_patience}", "--site-wait-s", $"{_patience}", "--stop-with-stdin"]);

    private static Task<string> CommandAsync(params string[] arguments) => ProgramRun.OutputAsync(Executables.Coordinator, arguments);

    private async Task BeginAsync(IReadOnlyDictionary<string, string> data)
    {
        foreach (var (site, text) in data)
        {
            Directory.CreateDirectory(Path.Combine(_folder, "data", site));
            await File.WriteAllTextAsync(Path.Combine(_folder, "data", site, "d.csv"), text);
        }

        var files = SandboxFolder.Open(Path.Combine(_folder, "data"));
        var dictionary = SandboxDictionary.Infer(files).Dictionary;
        CoordinatorDisk = FaultDisk.TryMount(Path.Combine(_folder, "coordinator.img"), StateOfCoordinator);
        if (Postgres is not null) StateInPostgres.Name(StateOfCoordinator, Postgres, PostgresLine);
        var provision = await Provision.MakeAsync(_folder, StateOfCoordinator, dictionary, [.. data.Keys], "ada");
        await StartCoordinatorAsync();
        Line = new Line("https://" + _address, LineLength);
        foreach (var (site, paths) in files.Files) AgentFolder.Write(HomeOf(site), site, paths, dictionary, TestFederation.OpenPolicy);
        AgentDisk = FaultDisk.TryMount(Path.Combine(_folder, "agent.img"), StateOfAgent);
        foreach (var site in data.Keys) Launch(site, "--enrol", provision.Codes[site]);
        foreach (var agent in _agents.Values) await agent.ReadyAsync(CancellationToken.None);
        Client = new FedOncoClient(new ClientSettings("https://" + _address, provision.Authority, provision.Tokens["ada"]));
    }

    private string HomeOf(string site) => Path.Combine(_folder, "agents", site);

    private void Launch(string site, params string[] more) => Launch(site, more, []);

    private void Launch(string site, string[] more, string[] environment) => _agents[site] = ChildProcess.Start($"the agent of {site}", "/usr/bin/env", "connected", [.. environment, Executables.Agent, "run", "--home", HomeOf(site), "--coordinator", site == Struck ? Line.Address : "https://" + _address, "--stop-with-stdin", "--trust-coordinator-roster", .. more]);
}
