using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>Three centres refresh their data together, each by a decision of its own, and their study goes on.</summary>
public sealed class RefreshTests
{
    private const string Policy = "profile: default\nstudies: [\"*\"]\npeople: [\"*\"]\nanalyses: [\"*\"]\n";
    private const string First = "count(data = d, subset = g == 0)";
    private const string MeanX = "describe(~ x, data = d, subset = g == 1)";
    private const string MeanY = "describe(~ y, data = d, subset = g == 1)";

    private static readonly string[] Sites = ["s0", "s1", "s2"];

    [Fact]
    public async Task Study_ThatAllCentresRefresh_GoesOn()
    {
        await using var federation = await TestFederation.StartAsync(Enumerable.Range(0, 3).ToDictionary(s => $"s{s}", s => Data(s, refreshed: false)), policy: Policy);
        using var client = federation.Client();
        foreach (var call in (string[])["count(data = d)", First, MeanX, MeanY, "analysis_set(main, data = d, complete = ~ x + y)"]) Assert.Empty((await AskAsync(client, call)).Problems);

        // One centre changes its data, and its IT is too early.
        await federation.StopAgentAsync("s0");
        Write(federation, 0);
        Assert.Equal(ErrorReason.Policy.ExitCode(), (await RefreshSteps.AcceptAsync(federation, "s0")).ExitCode);
        await federation.StartAgainAsync("s0");
        Assert.Equal((ErrorReason.HistoryUnavailable, true), await RefusalAsync(client, "count(data = d)", "s0"));

        // 91 days later it takes a refresh alone, then the others.
        foreach (var site in Sites) RefreshSteps.LetDaysPass(federation, site);
        await RefreshAsync(federation, "s0", 0);
        Assert.Equal((ErrorReason.HistoryUnavailable, true), await RefusalAsync(client, "count(data = d)", "s1, s2 did not yet"));
        await RefreshAsync(federation, "s1", 1);
        await RefreshAsync(federation, "s2", 2);
        Assert.All((await client.DatasetsAsync("", TestContext.Current.CancellationToken)).Single().Sites, s => Assert.Equal((1u, false), (s.Refresh, s.Refreshed)));

        // Killed and started again: what was kept is on the disk.
        federation.KillAgent("s1");
        await federation.StartAgainAsync("s1");
        var all = await AskAsync(client, "count(data = d)");
        Assert.Empty(all.Problems);
        Assert.Equal(180 + 16, all.Result.Glance.First(g => g.Name == "n").Number);
        Assert.DoesNotContain(all.Result.Notes, n => n.Contains("from the record", StringComparison.Ordinal));
        Assert.Empty((await AskAsync(client, MeanY)).Problems);
        Assert.Empty((await AskAsync(client, "lm(y ~ x, data = main)")).Problems);
        // One patient joined the first group, and one of the second has another x.
        Assert.Equal(ErrorReason.Disclosure, (await AskAsync(client, First)).Problems.Single().Reason);
        Assert.Equal(ErrorReason.Disclosure, (await AskAsync(client, MeanX)).Problems.Single().Reason);
        Assert.Contains("\"refresh\"", await File.ReadAllTextAsync(Path.Combine(federation.HomeOf("s2"), "state", "audit.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Twenty patients in each of three groups; refreshed, five join the last group at each centre, one the first at s0, and one of the second has another x.</summary>
    private static string Data(int site, bool refreshed)
    {
        var rows = Enumerable.Range(0, 60).Select(i => (int[])[(1000 * site) + i, i / 20, (7 * i) % 41, (11 * i) % 37]).ToList();
        if (refreshed)
        {
            rows.Reverse();
            rows.AddRange(Enumerable.Range(0, 5).Select(i => (int[])[(1000 * site) + 100 + i, 2, i, i]));
            if (site == 0) rows.Add([900, 0, 3, 3]);
            if (site == 2) rows[25][2]++;
        }

        return "id,g,x,y\n" + string.Concat(rows.Select(r => string.Join(',', r) + "\n"));
    }

    private static void Write(TestFederation federation, int site) => File.WriteAllText(Path.Combine(federation.Folder, "data", $"s{site}", "d.csv"), Data(site, refreshed: true));

    private static async Task RefreshAsync(TestFederation federation, string site, int number)
    {
        await federation.StopAgentAsync(site);
        Write(federation, number);
        var (exitCode, said) = await RefreshSteps.AcceptAsync(federation, site);
        Assert.True(exitCode == 0, said);
        await federation.StartAgainAsync(site);
    }

    private static Task<Run> AskAsync(FedOncoClient client, string call) => client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<(ErrorReason, bool)> RefusalAsync(FedOncoClient client, string call, string said)
    {
        var problem = (await AskAsync(client, call)).Problems.Single();
        return (problem.Reason, problem.Message.Contains(said, StringComparison.Ordinal));
    }
}
