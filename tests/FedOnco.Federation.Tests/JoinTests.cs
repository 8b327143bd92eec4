using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>Centres are enrolled into a study whose other centres took two refreshes before, and follow what the refusals say, as docs/site-it/refresh.md has it.</summary>
public sealed class JoinTests
{
    private const string Policy = "profile: default\nstudies: [\"*\"]\npeople: [\"*\"]\nanalyses: [\"*\"]\n";
    private const string All = "count(data = d)";

    private static readonly string[] Founders = ["s0", "s1", "s2"];
    private static readonly string[] Newcomers = ["s3", "s4", "s5"];

    [Fact]
    public async Task Centres_NewToAStudyThatRefreshedTwice_TakeItsNumberAndAreInItsAnswers()
    {
        await using var federation = await TestFederation.StartAsync(Founders.ToDictionary(s => s, s => Csv(Rows(s))), policy: Policy);
        using var client = federation.Client();
        Assert.Equal(180, NumberOf(await AnswerAsync(client, All), "n"));
        foreach (var site in Founders.Concat(Founders)) await RefreshAsync(federation, site);

        foreach (var site in Newcomers) await federation.JoinAsync(site, Csv(Rows(site)), Policy);
        var early = await RefusalAsync(client, All);
        Assert.Equal(ErrorReason.HistoryUnavailable, early.Reason);
        Assert.Contains("s0, s1, s2 refreshed d, s3, s4, s5 did not yet", early.Message, StringComparison.Ordinal);
        Assert.Contains("at a centre that is new to the study with `fedonco-agent refresh accept d --join 2`", early.Message, StringComparison.Ordinal);

        // A centre that is new takes no refresh by itself; a wrong number is seen and can be taken back.
        Assert.Contains("Nothing was asked about d here yet", await AcceptAsync(federation, "s3", ErrorReason.WrongArgument.ExitCode()), StringComparison.Ordinal);
        foreach (var site in Newcomers) await AcceptAsync(federation, site, 0, "--join", site == "s4" ? "1" : "2");
        Assert.Contains("s0, s1, s2, s3, s5 refreshed d, s4 did not yet", (await RefusalAsync(client, All)).Message, StringComparison.Ordinal);
        Assert.Contains("begins here with refresh 2. Start the agent.", await AcceptAsync(federation, "s4", 0, "--join", "2"), StringComparison.Ordinal);
        Assert.All((await client.DatasetsAsync("", TestContext.Current.CancellationToken)).Single().Sites, s => Assert.Equal((2u, false), (s.Refresh, s.Refreshed)));

        var pooled = Founders.Concat(Newcomers).SelectMany(Rows).ToList();
        var counted = await AnswerAsync(client, All);
        Assert.Equal(pooled.Count, NumberOf(counted, "n"));
        Assert.Equal([.. Founders, .. Newcomers], counted.SitesContributed.Order(StringComparer.Ordinal));
        AssertLine(await AnswerAsync(client, "lm(y ~ x, data = d)"), pooled);

        // From now on it is a centre like the others.
        Assert.Contains("d was asked about here: --join is for a centre that is new to its study", await AcceptAsync(federation, "s3", ErrorReason.Policy.ExitCode(), "--join", "3"), StringComparison.Ordinal);
    }

    /// <summary>The numbers of one centre would be the difference of two answers: it waits for two more.</summary>
    [Fact]
    public async Task Centre_ThatJoinsAlone_IsToldThatTooFewJoin()
    {
        await using var federation = await TestFederation.StartAsync(Founders.ToDictionary(s => s, s => Csv(Rows(s))), policy: Policy);
        using var client = federation.Client();
        await AnswerAsync(client, All);
        foreach (var site in Founders) await RefreshAsync(federation, site);
        await federation.JoinAsync("s3", Csv(Rows("s3")), Policy);
        Assert.Contains("--join 1", (await RefusalAsync(client, All)).Message, StringComparison.Ordinal);
        await AcceptAsync(federation, "s3", 0, "--join", "1");
        var alone = await RefusalAsync(client, All);
        Assert.Equal(ErrorReason.Policy, alone.Reason);
        Assert.Contains("s3 holds d now and did not then", alone.Message, StringComparison.Ordinal);
        Assert.Contains("with 3 or more centres that join or leave together", alone.Message, StringComparison.Ordinal);
    }

    /// <summary>Sixty patients of a centre, each with a key, x and y.</summary>
    private static IEnumerable<int[]> Rows(string site)
    {
        var number = site[1] - '0';
        return Enumerable.Range(0, 60).Select(i => (int[])[(1000 * number) + i, (7 * i) % 41, ((11 * i) + number) % 37]);
    }

    private static string Csv(IEnumerable<int[]> rows) => "id,x,y\n" + string.Concat(rows.Select(r => string.Join(',', r) + "\n"));

    private static void AssertLine(Run answered, List<int[]> rows)
    {
        double mx = rows.Average(r => r[1]), my = rows.Average(r => r[2]);
        var slope = rows.Sum(r => (r[1] - mx) * (r[2] - my)) / rows.Sum(r => (r[1] - mx) * (r[1] - mx));
        var estimates = answered.Result.Tidy.Columns.Single(c => c.Name == "estimate").Numbers.Values;
        Assert.Equal(my - (slope * mx), estimates[0], 8);
        Assert.Equal(slope, estimates[1], 8);
    }

    /// <summary>91 days later the same patients are taken again.</summary>
    private static async Task RefreshAsync(TestFederation federation, string site)
    {
        RefreshSteps.LetDaysPass(federation, site);
        await AcceptAsync(federation, site, 0);
    }

    /// <summary>With the agent stopped meanwhile; what the command said.</summary>
    private static async Task<string> AcceptAsync(TestFederation federation, string site, int exitCode, params string[] more)
    {
        await federation.StopAgentAsync(site);
        var (ended, text) = await RefreshSteps.AcceptAsync(federation, site, more);
        Assert.True(ended == exitCode, text);
        await federation.StartAgainAsync(site);
        return text;
    }

    private static async Task<Run> AnswerAsync(FedOncoClient client, string call)
    {
        var run = await client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(run.State == RunState.Completed, run.Problems.FirstOrDefault()?.Message);
        Assert.DoesNotContain(run.Result.Notes, n => n.Contains("from the record", StringComparison.Ordinal));
        return run;
    }

    private static async Task<Problem> RefusalAsync(FedOncoClient client, string call) => (await client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken)).Problems.Single();

    private static double NumberOf(Run run, string name) => run.Result.Glance.First(g => g.Name == name).Number;
}
