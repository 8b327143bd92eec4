using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>What a study under the default policy leaves in the ledgers of its sites, and what becomes of it when the data of one of them change.</summary>
public sealed class StudyLedgerTests
{
    private const string Policy = "profile: default\nstudies: [\"*\"]\npeople: [\"*\"]\nanalyses: [\"*\"]\nmodels_per_set: 1\n";

    [Fact]
    public async Task Study_AnsweredRefusedAndChanged_IsInTheLedgers()
    {
        await using var federation = await TestFederation.StartAsync(Enumerable.Range(0, 3).ToDictionary(s => $"s{s}", s => Data(s, 0)), policy: Policy);
        using var client = federation.Client();
        async Task<ErrorReason?> Ask(string call) => (await client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken)).Problems.FirstOrDefault()?.Reason;

        Assert.Null(await Ask("count(data = d)"));
        Assert.Equal((1, 0), (States(federation, CohortState.Answered), States(federation, CohortState.Refused)));

        Assert.Null(await Ask("analysis_set(main, data = d, complete = ~ x + y)"));
        await Waiting.UntilAsync(TimeSpan.FromSeconds(30), () => Count(federation, "ledger.db", "SELECT count(*) FROM sets WHERE name = 'main'") == 1);
        Assert.Null(await Ask("lm(y ~ x, data = main)"));
        Assert.Equal(1, Count(federation, "ledger.db", "SELECT count(*) FROM models"));
        Assert.Equal(ErrorReason.Policy, await Ask("lm(x ~ y, data = main)"));

        Assert.Equal(ErrorReason.Disclosure, await Ask("count(data = d, subset = x != 3)"));
        // The site comes to the verdict by itself, maybe after the analyst was told.
        await Waiting.UntilAsync(TimeSpan.FromSeconds(30), () => Count(federation, "approvals.db", "SELECT coalesce(sum(number), 0) FROM refusals") > 0);
        Assert.Equal(1, States(federation, CohortState.Refused));
        Assert.Equal(1, Count(federation, "approvals.db", "SELECT coalesce(sum(number), 0) FROM refusals"));

        await federation.StopAgentAsync("s0");
        await File.WriteAllTextAsync(Path.Combine(federation.Folder, "data", "s0", "d.csv"), Data(0, 1), TestContext.Current.CancellationToken);
        await federation.StartAgainAsync("s0");
        Assert.Equal([true, false, false], (await client.DatasetsAsync("", TestContext.Current.CancellationToken)).Single().Sites.Select(s => s.Refreshed));
        Assert.Equal(ErrorReason.HistoryUnavailable, await Ask("count(data = d)"));
        Assert.Contains("\"change\"", await File.ReadAllTextAsync(Path.Combine(federation.HomeOf("s0"), "state", "audit.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>A call that the sites would refuse leaves nothing in the history by which they would refuse later ones.</summary>
    [Fact]
    public async Task Study_ThatOneCentreJoins_GoesOnWithTheCentresOfBefore()
    {
        await using var federation = await TestFederation.StartAsync(Enumerable.Range(0, 3).ToDictionary(s => $"s{s}", s => Data(s, 0)), policy: Policy, members: "s3");
        using var client = federation.Client();
        async Task<Problem?> Ask(string call) => (await client.RunAsync("", call, cancellationToken: TestContext.Current.CancellationToken)).Problems.FirstOrDefault();
        var study = federation.Store.Studies()[0].Name;
        var held = federation.Store.Holdings(study, "d")[0].Entry;
        federation.Store.SetHoldings("s3", []);

        Assert.Null(await Ask("count(data = d)"));
        federation.Store.SetHoldings("s3", [held]);
        var refused = await Ask("count(data = d, subset = x > 3)");
        Assert.Equal(ErrorReason.Policy, refused?.Reason);
        Assert.Contains("s3 holds d now and did not then", refused?.Message, StringComparison.Ordinal);
        Assert.Single(new CohortRecord(federation.Store).Entries(study, "d"));

        federation.Store.SetHoldings("s3", []);
        Assert.Null(await Ask("count(data = d, subset = x > 3 & x < 30)"));
    }

    private static string Data(int site, int refreshed) =>
        "id,x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{(60 * site) + i},{((7 * i) + site) % 50},{((11 * i) + (3 * site) + refreshed) % 40}\n"));

    private static int States(TestFederation federation, CohortState state) => Count(federation, "ledger.db", $"SELECT count(*) FROM states WHERE state = {(int)state}");

    private static int Count(TestFederation federation, string file, string query)
    {
        using var state = federation.OpenState("s0", file);
        using var count = state.CreateCommand();
        count.CommandText = query;
        return Convert.ToInt32(count.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
