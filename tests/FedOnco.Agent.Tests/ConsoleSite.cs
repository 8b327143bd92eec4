using FedOnco.Agent.LocalConsole;
using FedOnco.Agent.State;
using FedOnco.Audit;
using FedOnco.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FedOnco.Agent.Tests;

/// <summary>A site whose console runs, with one question that waits for its decision and one call that was answered.</summary>
internal sealed class ConsoleSite : IAsyncDisposable
{
    /// <summary>That waits for its decision.</summary>
    public const string Call = "count(data = d, by = ~ grade)";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly WebApplication _app;
    private readonly ConsoleSession _session;

    private ConsoleSite(SiteFolder folder, string state, WebApplication app, ConsoleSession session)
    {
        Folder = folder;
        State = state;
        _app = app;
        _session = session;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(); // It listens.
    }

    /// <summary>Of the question.</summary>
    public static string Id { get; } = new('a', 64);

    public SiteFolder Folder { get; }

    /// <summary>Where the agent keeps approvals and log.</summary>
    public string State { get; }

    public string Address { get; }

    /// <param name="person">Who is said to ask.</param>
    public static async Task<ConsoleSite> StartAsync(string person)
    {
        var folder = new SiteFolder();
        folder.Write("appsettings.json", """{"Agent": {"Site": "s1"}}""");
        folder.Write("dictionaries/trials.yaml", "study: trials\nversion: 1\ndatasets:\n  d:\n    variables:\n      grade: {type: category, levels: [low, high]}\n");
        folder.Write("catalogue.yaml", "datasets:\n  d: {study: trials, csv: d.csv}\n");
        folder.Write("policy.yaml", "profile: default\nstudies: [trials]\npeople: [\"*\"]\nanalyses: [count]\napproval: always\n");
        var home = AgentHome.Open(folder.Path);
        var state = Directory.CreateDirectory(home.State).FullName;
        using (var approvals = new Approvals(state)) approvals.Ask(new ApprovalQuestion(Id, "trials", person, Call, 40, 12, 3, Now, "waiting"));
        WriteLog(state, PolicyPage.HashOf(File.ReadAllBytes(home.Policy)));
        var session = new ConsoleSession();
        var app = ConsoleHost.Build(home, "127.0.0.1:0", session, TimeProvider.System);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ConsoleSite(folder, state, app, session);
    }

    /// <summary>A key that opens the console once.</summary>
    public string CreateKey() => _session.CreateKey();

    /// <summary>The link that opens the console once.</summary>
    public string CreateLink() => $"{Address}/enter?key={CreateKey()}";

    /// <summary>What became of the question.</summary>
    public string? Decision()
    {
        using var approvals = new Approvals(State);
        return approvals.StateOf(Id, Now);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Folder.Dispose();
    }

    private static void WriteLog(string state, string policy)
    {
        var contract = ("contract", new string('c', 64));
        using var log = AuditLog.Open(state);
        void Append(string kind, params (string Name, string Value)[] fields) => log.Append(kind, Now, json =>
        {
            foreach (var (name, value) in fields) json.WriteString(name, value);
        });
        Append("start", ("policy", policy));
        Append("contract", contract, ("study", "trials"), ("person", "ada"), ("analysis", "count"), ("data", "d"));
        Append("sum", contract);
        Append("end", contract, ("outcome", "answered"));
    }
}
