using System.CommandLine;
using System.Text.RegularExpressions;
using FedOnco.Agent.Commands;
using FedOnco.Agent.State;
using FedOnco.Audit;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>docs/governance.md: every command of the agent in it is run.</summary>
public sealed class GovernancePageTests : IDisposable
{
    private readonly SiteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Page_EveryAgentCommand_Works()
    {
        _folder.Write("appsettings.json", """{"Agent": {"Site": "s1"}}""");
        _folder.Write("dictionaries/trials.yaml", "study: trials\nversion: 1\ndatasets:\n  d:\n    variables:\n      grade: {type: category, levels: [low, high]}\n");
        _folder.Write("catalogue.yaml", "datasets:\n  d: {study: trials, csv: d.csv}\n");
        _folder.Write("policy.yaml", "profile: default\nstudies: [trials]\npeople: [ada]\nanalyses: [count]\n");
        var home = AgentHome.Open(_folder.Path).State;
        using (AgentState.Open(home))
        using (AuditLog.Open(home))
        using (var ledger = new CohortLedger(home))
        using (var approvals = new Approvals(home))
        {
            ledger.AddSet("trials", "d", new AnalysisSet { Name = "main", Complete = { new Expression { Variable = "grade" } } });
            approvals.Ask(new ApprovalQuestion("3f2a" + new string('0', 60), "trials", "ada", "count(data = d)", 40, 12, 3, TimeProvider.System.GetUtcNow(), "waiting"));
        }

        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "governance.md"), TestContext.Current.CancellationToken);
        var lines = Regex.Matches(page, @"^fedonco-agent --home home (.*)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(15, lines.Count);
        foreach (var line in lines)
        {
            var words = Regex.Matches(line, "'([^']*)'|(\\S+)").Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value);
            using StringWriter output = new(), error = new();
            var code = await AgentCommands.Build().Parse(["--home", _folder.Path, .. words]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
            Assert.True(code == 0, $"{line}: {code} {output} {error}");
        }
    }
}
