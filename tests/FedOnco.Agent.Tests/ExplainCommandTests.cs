using System.CommandLine;
using FedOnco.Agent.Commands;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Language;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Microsoft.Data.Sqlite;

namespace FedOnco.Agent.Tests;

/// <summary>`policy explain`, as site IT types it: call, dictionary, policy and what the site remembers decide, no data file is there.</summary>
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

    [Fact]
    public async Task Explain_BeforeAnyCall_SaysThatThereIsNoLedger()
    {
        Assert.Contains("ledger   none yet: s1 has admitted no call", await RunAsync(0, "count(data = d)"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(State));
    }

    [Fact]
    public async Task Explain_CohortsInTheLedger_TellsWhatBecameOfThemAndWhatIsCompared()
    {
        using var ledger = Ledger();
        Admit(ledger, "count(data = d, by = ~ grade)", CohortState.Answered);
        Admit(ledger, "count(data = d, subset = age > 50)", CohortState.Refused);
        Admit(ledger, "count(data = d, subset = age > 60)", CohortState.Unspecified);

        var same = await RunAsync(0, "count(data = d, by = ~ grade)");
        Assert.Contains("ledger   4 of 4096 cohorts of d are used; this call has 2: 2 answered before", same, StringComparison.Ordinal);
        Assert.Contains("compared (pairwise) with 0 of 4 earlier cohorts, reckoned with a, b, s1", same, StringComparison.Ordinal);

        // Another condition: with each of them.
        var other = await RunAsync(0, "count(data = d, subset = age > 70)");
        Assert.Contains("this call has 1: 1 new", other, StringComparison.Ordinal);
        Assert.Contains("with 4 of 4", other, StringComparison.Ordinal);

        // The same condition and no column in common: with the two other conditions alone.
        var model = await RunAsync(0, "lm(age ~ 1, data = d)");
        Assert.Contains("this call has 2: 1 answered before, 1 new", model, StringComparison.Ordinal);
        Assert.Contains("with 2 of 4", model, StringComparison.Ordinal);

        Assert.Contains("1 refused before", await RunAsync(0, "count(data = d, subset = age > 50)"), StringComparison.Ordinal);
        Assert.Contains("1 asked for before, outcome not known here", await RunAsync(0, "count(data = d, subset = age > 60)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Strict_ComparesWithAllThatWereNotRefused()
    {
        _folder.Write("policy.yaml", "profile: default\ndifferencing: strict\nstudies: [trials]\npeople: [\"*\"]\nanalyses: [count]\n");
        using var ledger = Ledger();
        Admit(ledger, "count(data = d)", CohortState.Answered);
        Admit(ledger, "count(data = d, subset = age > 50)", CohortState.Refused);
        Assert.Contains("compared (strict) with 1 of 2", await RunAsync(0, "count(data = d)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_CohortsOfOtherCentres_AreToldApart()
    {
        using var ledger = Ledger();
        Admit(ledger, "count(data = d)", CohortState.Answered);
        Admit(ledger, "count(data = d, by = ~ grade)", CohortState.Answered);
        Admit(ledger, "count(data = d)", CohortState.Answered, "b", "c", "s1");
        var output = await RunAsync(0, "count(data = d)");
        Assert.Contains("1 answered before", output, StringComparison.Ordinal);
        Assert.Contains("reckoned with a, b, s1; 1 rest on other centres", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_LedgerThatIsFull_IsARefusal()
    {
        using var ledger = Ledger();
        var entries = Enumerable.Range(0, CohortLedger.MostEntries).Select(i => new HistoryEntry { Cohort = new CohortSpec { Complete = { new Expression { Variable = "age" } } }, Sites = { $"x{i}" } });
        ledger.Admit([1], "trials", "d", entries.Select(e => (History.Hash(e), e)));
        Assert.Contains("refused  4096 cohorts of d were asked for", await RunAsync(3, "count(data = d)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_CohortThatTheDictionaryLost_IsARefusal()
    {
        using var ledger = Ledger();
        var entry = new HistoryEntry { Cohort = new CohortSpec { Complete = { new Expression { Variable = "gone" } } }, Sites = { "a", "b", "s1" } };
        ledger.Admit([1], "trials", "d", [(History.Hash(entry), entry)]);
        Assert.Contains("refused  An earlier cohort of this dataset does not fit the dictionary", await RunAsync(3, "count(data = d)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_CallOnASet_CountsItsModels()
    {
        Assert.Contains("saw no analysis set", await ErrorOfAsync("lm(age ~ grade, data = main)"), StringComparison.Ordinal);
        _folder.Write("policy.yaml", "profile: default\nmodels_per_set: 2\nstudies: [trials]\npeople: [\"*\"]\nanalyses: [count, lm]\n");
        var set = new AnalysisSet { Name = "main", Complete = { new Expression { Variable = "age" }, new Expression { Variable = "grade" } } };
        using var ledger = Ledger();
        ledger.AddSet("trials", "d", set);
        ledger.AddModel("trials", "d", Hashes.Set(set), [1]);
        var output = await RunAsync(0, "lm(age ~ grade, data = main)");
        Assert.Contains("call     lm(age ~ grade, data = main)", output, StringComparison.Ordinal);
        Assert.Contains("set      main: models asked for on its rows: 1 of 2 (models_per_set), 1 left", output, StringComparison.Ordinal);

        ledger.AddModel("trials", "d", Hashes.Set(set), [2]);
        Assert.Contains("refused  2 models were fitted to the rows of main", await RunAsync(3, "lm(age ~ grade, data = main)"), StringComparison.Ordinal);
        Assert.Contains("set      main: count() is no model and is not counted", await RunAsync(0, "count(data = main)"), StringComparison.Ordinal);
        Policy("profile: default", "models_per_set: 0", "analyses: [lm]");
        Assert.Contains("rows: 2; the policy sets no limit", await RunAsync(0, "lm(age ~ grade, data = main)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Approval_TellsWhetherTheCallWouldWait()
    {
        using var approvals = new Approvals(Directory.CreateDirectory(State).FullName);
        Assert.Contains("approval does not wait; 0 of 3 refusals", await RunAsync(0, "count(data = d)"), StringComparison.Ordinal);
        for (var refusal = 0; refusal < 3; refusal++) approvals.CountRefusal("trials");
        Assert.Contains("approval waits: 3 calls of trials were refused", await RunAsync(0, "count(data = d)"), StringComparison.Ordinal);
        approvals.ForgiveRefusals("trials");

        Policy("profile: default", "approval: contract", "analyses: [count]");
        Assert.Contains("approval waits, unless this very call was approved", await RunAsync(0, "count(data = d)"), StringComparison.Ordinal);
        var now = TimeProvider.System.GetUtcNow();
        approvals.Ask(new ApprovalQuestion("3f2a" + new string('0', 60), "trials", "ada", "count(data = d)", 40, 12, 3, now, "waiting"));
        approvals.Ask(new ApprovalQuestion("4444" + new string('0', 60), "trials", "eve", "count(data = d)", 40, 12, 3, now - Approvals.Lifetime - TimeSpan.FromDays(1), "waiting"));
        var asked = await RunAsync(0, "count(data = d)");
        Assert.Contains("approval 3f2a000000000000 waiting, asked by ada", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("eve", asked, StringComparison.Ordinal);
        Assert.Equal(1, Waiting("4444"));
    }

    [Fact]
    public async Task Explain_WhileTheAgentWrites_NeitherWaitsNorHoldsItUp()
    {
        using var ledger = Ledger();
        Admit(ledger, "count(data = d)", CohortState.Answered);
        using var agent = new SqliteConnection($"Data Source={CohortLedger.FileOf(State)};Pooling=False");
        agent.Open();
        using var transaction = agent.BeginTransaction();
        using var write = agent.CreateCommand();
        write.CommandText = "DELETE FROM contracts";
        write.ExecuteNonQuery();
        Assert.Contains("1 answered before", await RunAsync(0, "count(data = d)"), StringComparison.Ordinal);
        using var look = CohortLedger.ReadOnly(State);
        Assert.NotNull(look);
        Assert.Single(look.Entries("trials", "d"));
        transaction.Commit();
    }

    [Fact]
    public void LedgerAndApprovals_OpenedForALook_TakeNoWrite()
    {
        Ledger().Dispose();
        new Approvals(State).Dispose();
        using var ledger = CohortLedger.ReadOnly(State);
        using var approvals = Approvals.ReadOnly(State);
        Assert.Throws<SqliteException>(() => ledger!.AddModel("trials", "d", [1], [1]));
        Assert.Throws<SqliteException>(() => approvals!.CountRefusal("trials"));
    }

    [Fact]
    public async Task Explain_LedgerThatIsDamaged_IsOneMessage()
    {
        Directory.CreateDirectory(State);
        await File.WriteAllTextAsync(CohortLedger.FileOf(State), new string('x', 4096), TestContext.Current.CancellationToken);
        Assert.Contains("cannot be read", await ErrorOfAsync("count(data = d)"), StringComparison.Ordinal);
    }

    private string State => Path.Combine(_folder.Path, "state");

    private CohortLedger Ledger() => new(Directory.CreateDirectory(State).FullName);

    /// <summary>The cohorts of a call as a run leaves them.</summary>
    private void Admit(CohortLedger ledger, string call, CohortState state, params string[] sites)
    {
        var home = AgentHome.Open(_folder.Path);
        var contract = new Contract { Question = CallLanguage.Parse(call).Question, Terms = PolicyFile.Read(File.ReadAllText(home.Policy), home.Policy).Terms };
        contract.Sites.Add(sites.Length > 0 ? sites : ["a", "b", "s1"]);
        var entries = History.Of(contract, home.ReadDictionaries()["trials"].Datasets.Single());
        ledger.Admit(Hashes.Contract(contract), "trials", "d", entries.Select(e => (History.Hash(e), e)));
        if (state != CohortState.Unspecified) ledger.Mark("trials", "d", entries, state);
    }

    private int Waiting(string id)
    {
        using var database = new SqliteConnection($"Data Source={Approvals.FileOf(State)};Pooling=False");
        database.Open();
        using var count = database.CreateCommand();
        count.CommandText = "SELECT count(*) FROM approvals WHERE id LIKE $a || '%'";
        count.Parameters.AddWithValue("$a", id);
        return Convert.ToInt32(count.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<string> ErrorOfAsync(string call)
    {
        var fault = await Assert.ThrowsAsync<FedOncoException>(() => Task.FromResult(ExplainedCall.Of(AgentHome.Open(_folder.Path), call, null, null, null, DateTimeOffset.UnixEpoch)));
        await RunAsync(fault.Reason.ExitCode(), call);
        return fault.Message;
    }

    private void Policy(params string[] lines) => _folder.Write("policy.yaml", string.Join('\n', lines) + "\nstudies: [trials]\npeople: [\"*\"]\n");

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        using StringWriter output = new();
        var code = await AgentCommands.Build().Parse(["--home", _folder.Path, "policy", "explain", .. arguments]).InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);
        Assert.True(expected == code, $"{code}: {output}");
        return output.ToString();
    }
}
