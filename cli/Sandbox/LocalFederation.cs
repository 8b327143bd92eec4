using System.Text.Json;
using FedOnco.Client;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Cli.Sandbox;

/// <summary>A coordinator and one agent a centre on this machine: real processes, mTLS, secure sums.</summary>
internal sealed class LocalFederation : IAsyncDisposable
{
    private const string Person = "you";

    /// <summary>Agents that start at a time: with many more a small machine is so busy that an agent gives its connection up.</summary>
    private const int AgentsAtOnce = 8;

    private const string DefaultPolicy = "profile: default\nstudies: [\"*\"]\npeople: [\"*\"]\nanalyses: [\"*\"]\n";

    private readonly List<ChildProcess> _children = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-").FullName;

    /// <summary>Whether the data were declared open.</summary>
    public bool IsOpen { get; private set; }

    public ClientSettings Settings { get; private set; } = new("", "", "");

    /// <summary>Starts everything and waits until every centre is connected.</summary>
    public static async Task<LocalFederation> StartAsync(SandboxFolder data, Dictionary dictionary, string? policyFile, CancellationToken cancellationToken)
    {
        var federation = new LocalFederation();
        try
        {
            await federation.LaunchAsync(data, dictionary, ReadPolicy(policyFile), cancellationToken).ConfigureAwait(false);
            return federation;
        }
        catch
        {
            await federation.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Agents first: the coordinator then sees them leave instead of the other way round.
        await Task.WhenAll(_children.AsEnumerable().Reverse().Select(c => c.DisposeAsync().AsTask())).ConfigureAwait(false);
        _children.Clear();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private async Task LaunchAsync(SandboxFolder data, Dictionary dictionary, string policy, CancellationToken cancellationToken)
    {
        IsOpen = AgentFolder.IsOpen(policy);
        var state = Path.Combine(_folder, "coordinator");
        var dictionaryFile = Path.Combine(_folder, "dictionary.yaml");
        File.WriteAllText(dictionaryFile, DictionaryFile.Write(dictionary));
        var sites = data.Files.Keys.ToArray();
        var provision = Path.Combine(_folder, "provision.json");
        File.WriteAllText(provision, JsonSerializer.Serialize(new
        {
            studies = new[] { new { name = dictionary.Study, title = dictionary.Study, dictionary = dictionaryFile, sites } },
            people = new[] { new { name = Person, role = "analyst", studies = new[] { dictionary.Study }, token_days = 1 } },
            sites,
        }));
        var created = await ProvisionAsync(state, provision, cancellationToken).ConfigureAwait(false);
        var coordinator = Add(ChildProcess.Start("the coordinator", Executables.Coordinator, "ready ", "serve", "--state", state, "--listen", "127.0.0.1:0", "--stop-with-stdin"));
        var homes = data.Files.ToDictionary(f => f.Key, f => AgentFolder.Write(Path.Combine(_folder, "agents", f.Key), f.Key, f.Value, dictionary, policy));
        var address = (await coordinator.ReadyAsync(cancellationToken).ConfigureAwait(false))["ready ".Length..];
        foreach (var some in homes.Chunk(AgentsAtOnce))
        {
            var agents = some.Select(h => Add(ChildProcess.Start($"the agent of {h.Key}", Executables.Agent, "connected", "run", "--home", h.Value, "--enrol", created.Codes[h.Key], "--coordinator", address, "--trust-coordinator-roster", "--stop-with-stdin"))).ToList();
            foreach (var agent in agents) await agent.ReadyAsync(cancellationToken).ConfigureAwait(false);
        }

        Settings = new ClientSettings(address, created.Authority, created.Tokens[Person]);
    }

    private static async Task<Provisioned> ProvisionAsync(string state, string file, CancellationToken cancellationToken)
    {
        var child = ChildProcess.Start("the coordinator", Executables.Coordinator, "{", "provision", "--state", state, "--file", file);
        await using (child.ConfigureAwait(false))
        {
            var line = await child.OutputAsync(cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Deserialize<Provisioned>(line, JsonSerializerOptions.Web)!;
        }
    }

    private static string ReadPolicy(string? file)
    {
        if (file is null) return DefaultPolicy;
        if (!File.Exists(file)) throw new FedOncoException(ErrorReason.WrongFile, $"{file} is missing. --policy names a policy file, such as samples/policies/open.yaml.");
        return File.ReadAllText(file);
    }

    private ChildProcess Add(ChildProcess child)
    {
        _children.Add(child);
        return child;
    }

    private sealed record Provisioned(string Authority, Dictionary<string, string> Tokens, Dictionary<string, string> Codes);
}
