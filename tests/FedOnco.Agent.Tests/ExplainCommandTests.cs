using System.CommandLine;
using FedOnco.Agent.Commands;

namespace FedOnco.Agent.Tests;

/// <summary>`policy explain`, as site IT types it: call, dictionary and policy decide, no data file is there.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private readonly SiteFolder _folder = new();

    public ExplainCommandTests()
    {
        _folder.Write("appsettings.json", """{"Agent": {"Site": "s1"}}""");
        _folder.Write("dictionaries/trials.yaml", "study: trials\nversion: 1\ndatasets:\n  d:\n    variables:\n      age: {type: integer, range: [0, 100], step: 1}\n      grade: {type: category, levels: [low, high]}\n");
        _folder.Write("catalogue.yaml", "datasets:\n  d: {study: trials, csv: not-there.csv}\n");
        Policy("profile: default", "analyses: [count, lm, coxph]");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Explain_AllowedCall_NamesRulesAndWhatLeaves()
    {
        var output = await RunAsync(0, "count(data = d, by = ~ grade)");
        Assert.Contains("verdict  allowed", output, StringComparison.Ordinal);
        Assert.Contains("rule     all patients: at least 11 patients at 3 sites; otherwise refused", output, StringComparison.Ordinal);
        Assert.Contains("by grade: a group without at least 11 patients at 3 sites is hidden", output, StringComparison.Ordinal);
        Assert.Contains("patients: 1, rows: 1, sites: 1", output, StringComparison.Ordinal);
        Assert.DoesNotContain("models:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Model_HasTheRulesOfModels() =>
        Assert.Contains("residual degrees of freedom at least 10", await RunAsync(0, "lm(age ~ grade, data = d)"), StringComparison.Ordinal);

    [Theory]
    [InlineData("table(~ grade, data = d)", "does not allow table()")]
    [InlineData("count(data = d, subset = age > 50.5)", "moves in steps of 1")]
    [InlineData("count(data = d, subset = site == \"s1\")", "site_effects: allow")]
    public async Task Explain_ForbiddenCall_SaysWhy(string call, string reason) => Assert.Contains(reason, await RunAsync(3, call), StringComparison.Ordinal);

    [Fact]
    public async Task Explain_ListsOfPolicy_AreThoseOfTheGate()
    {
        _folder.Write("policy.yaml", "profile: default\nstudies: [other]\npeople: [ada]\nanalyses: [count]\n");
        var output = await RunAsync(3, "count(data = d)", "--person", "eve");
        Assert.Contains("does not allow study trials", output, StringComparison.Ordinal);
        Assert.Contains("does not allow eve", output, StringComparison.Ordinal);
        Assert.DoesNotContain("leaves", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_TwoSites_NeedsTheProfileForThem()
    {
        Assert.Contains("profile: two-centres", await RunAsync(3, "count(data = d)", "--sites", "2"), StringComparison.Ordinal);
        Policy("profile: two-centres", "analyses: [count]");
        Assert.Contains("this site's own patients", await RunAsync(0, "count(data = d, by = ~ grade)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_OpenProfile_NeedsPublicData()
    {
        Policy("profile: open", "analyses: [count]");
        Assert.Contains("marks public", await RunAsync(3, "count(data = d)"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("coun(data = d)")]
    [InlineData("count(data = e)")]
    [InlineData("anova(lm(age ~ grade, data = d), lm(age ~ 1, data = d))")]
    public Task Explain_WrongCall_IsOneMessage(string call) => RunAsync(2, call);

    private void Policy(params string[] lines) => _folder.Write("policy.yaml", string.Join('\n', lines) + "\nstudies: [trials]\npeople: [\"*\"]\n");

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        using StringWriter output = new();
        var code = await AgentCommands.Build().Parse(["--home", _folder.Path, "policy", "explain", .. arguments]).InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);
        Assert.True(expected == code, $"{code}: {output}");
        return output.ToString();
    }
}
