using FedOnco.Agent.Tests.Engines;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.State;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Tests;

public sealed class StoreTests(PostgresServer server) : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private string _folder = "";

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void TakeInvitation_Code_WorksOnceForItsSiteAndBeforeItExpires(string database)
    {
        _folder = Databases.NewFolder(database, server);
        using var store = Store.Open(_folder);
        using var authority = Authority.Open(_folder, TimeProvider.System);
        var code = Invitations.Invite(store, authority, "s1", Now);
        Assert.False(store.TakeInvitation(code, "s2", Now));
        Assert.False(store.TakeInvitation(code, "s1", Now.AddDays(8)));
        Assert.True(store.TakeInvitation(code, "s1", Now));
        Assert.False(store.TakeInvitation(code, "s1", Now));
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void FindToken_StoredHash_GivesPersonAndExpiry(string database)
    {
        _folder = Databases.NewFolder(database, server);
        using var store = Store.Open(_folder);
        store.AddPerson("ada", "analyst", ["trials"]);
        var token = Invitations.CreateToken(store, "ada", Now.AddDays(1));
        Assert.Equal(("ada", Now.AddDays(1)), (store.FindToken(token)!.Value.Person.Name, store.FindToken(token)!.Value.Expires));
        Assert.Null(store.FindToken(token + "x"));
        var other = Invitations.CreateToken(store, "ada", Now.AddDays(2));
        Assert.Equal([Store.TokenId(token), Store.TokenId(other)], store.Tokens("ada").Select(t => t.Id));
        Assert.Equal(0, store.RevokeToken("eve", Store.TokenId(other)));
        Assert.Equal(1, store.RevokeToken("ada", Store.TokenId(other)));
        Assert.Equal((true, true), (store.FindToken(other) is null, store.FindToken(token) is not null));
        Assert.Equal(1, store.RevokeTokens("ada"));
        Assert.Null(store.FindToken(token));
        if (database == Databases.Sqlite) Assert.DoesNotContain(token, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(_folder, "coordinator.db"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void OpenRuns_AfterReopen_AreStillThere(string database)
    {
        _folder = Databases.NewFolder(database, server);
        using (var store = Store.Open(_folder)) store.SaveRun(new Run { Id = "r", Study = "s", State = RunState.Summing }, open: true, null);
        using var again = Store.Open(_folder);
        Assert.Equal("r", Assert.Single(again.OpenRuns()).Id);
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public async Task GovernancePage_EveryCoordinatorCommand_Works(string database)
    {
        _folder = Databases.NewFolder(database, server);
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "FedOnco.sln"))) root = Path.GetDirectoryName(root)!; // The tests run within the repository.
        var lines = (await File.ReadAllLinesAsync(Path.Combine(root, "docs", "governance.md"), TestContext.Current.CancellationToken)).Where(l => l.StartsWith("fedonco-coordinator ", StringComparison.Ordinal)).ToList();
        Assert.Equal(7, lines.Count);
        using (var served = Store.Open(_folder))
        using (new CoordinatorDiary(served, TimeProvider.System))
        {
            // The service has run once: there is a log.
        }

        foreach (var line in lines) Assert.Equal(0, await Commands.CoordinatorCommands.Build().Parse(line.Split(' ')[1..].Select(w => w == "state" ? _folder : w).ToArray()).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));
        using var store = Store.Open(_folder);
        Assert.Equal(("auditor", 0), (store.FindPerson("eve")!.Role, store.RevokeTokens("eve")));
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void Sites_AddedRenewedRevoked_AreInTheOrderOfTheirBytes(string database)
    {
        _folder = Databases.NewFolder(database, server);
        using var store = Store.Open(_folder);
        foreach (var site in new[] { "b", "é", "A", "a", "B" }) store.AddSite(site, [1], "old");
        store.AddSite("a", [2], "new");
        Assert.Equal(["A", "B", "a", "b", "é"], store.Roster().Entries.Select(e => e.Site));
        Assert.Equal([2], store.IdentityOf("a")!);
        store.AddRenewal("a", "first");
        store.AddRenewal("a", "second");
        Assert.Equal((false, true, false), (store.TakeRenewal("a", "first"), store.TakeRenewal("a", "second"), store.TakeRenewal("a", "second")));
        Assert.Equal("second", store.CertificateOf("a"));
        store.AddRenewal("a", "third");
        Assert.Equal((true, false, "", false), (store.RevokeCertificate("a"), store.RevokeCertificate("c"), store.CertificateOf("a"), store.TakeRenewal("a", "third")));
        store.SetHoldings("a", [new SiteDataset { Study = "s", Dataset = "d" }, new SiteDataset { Study = "s", Dataset = "e" }, new SiteDataset { Study = "s", Dataset = "e", Conforming = true }]);
        Assert.True(Assert.Single(store.Holdings("s", "e")).Entry.Conforming);
        store.SetHoldings("a", []);
        Assert.Empty(store.Holdings("s", "d"));
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void Trust_OfSitesWithACertificate_IsWhatWasKeptLast(string database)
    {
        _folder = Databases.NewFolder(database, server);
        using (var before = Store.Open(_folder))
        {
            foreach (var site in new[] { "a", "b", "c" }) before.AddSite(site, [1], "some");
            // As a state that was made before this was kept.
            before.Write("DROP TABLE trust");
        }

        using var store = Store.Open(_folder);
        store.SetTrust("a", "one", ["one"]);
        store.SetTrust("a", "two", ["one", "two"]);
        store.RevokeCertificate("c");
        Assert.Equal([("a", "two", "one two"), ("b", "", "")], store.Trust().Select(t => (t.Site, t.Signer, string.Join(' ', t.Trusted))));
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void Runs_SavedAgain_KeepTheirPlaceAndTheirAnswer(string database)
    {
        _folder = Databases.NewFolder(database, server);
        using var store = Store.Open(_folder);
        foreach (var id in new[] { "1", "2", "3" }) store.SaveRun(new Run { Id = id, Study = "s" }, open: true, null);
        store.SaveRun(new Run { Id = "1", Study = "s", Name = "fit" }, open: false, [7]);
        store.SaveRun(new Run { Id = "2", Study = "s" }, open: false, [7]);
        Assert.Equal(["3", "2"], store.Runs("s", 2).Select(r => r.Id));
        Assert.Equal(("2", "3", "1"), (store.FindAnswer([7])!.Id, Assert.Single(store.OpenRuns()).Id, store.NewestRun("s", r => r.Name == "fit")!.Id));
        Assert.Null(store.FindAnswer([8]));
        Assert.Null(store.FindRun("4"));
        store.AddChange("one", Now);
        store.AddChange("two", Now);
        store.ForgetChange(store.Changes()[0].Number);
        Assert.Equal(("two", Now), (Assert.Single(store.Changes()).What, store.Changes()[0].Time));
        store.AddStudy("s", "old", ["a"], new Dictionary { Study = "s" });
        store.AddStudy("s", "new", ["a", "b"], new Dictionary { Study = "s" });
        Assert.Equal(("new", 2), (Assert.Single(store.Studies()).Title, store.FindStudy("s")!.Sites.Count));
        Assert.True(store.Answers());
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void Totals_SavedAndPruned_TheOldestGo(string database)
    {
        _folder = Databases.NewFolder(database, server);
        using var store = Store.Open(_folder);
        var record = new RecordedTotals(store);
        byte[] large = new byte[3 << 20];
        Random.Shared.NextBytes(large);
        record.Save([1], 1, [9], new byte[100]);
        record.Save([1], 1, [8], large.AsMemory(5));
        record.Save([2], 1, [7], new byte[100]);
        Assert.Equal(large[5..], record.Find([1], 1)!.Elements);
        Assert.Equal([8], record.Find([1], 1)!.StepHash);
        Assert.Null(record.Find([1], 2));
        record.Prune(1000, []);
        Assert.Equal((true, false), (record.Find([1], 1) is null, record.Find([2], 1) is null));
        record.SaveContract("r", [1]);
        record.SaveContract("r", [2]);
        Assert.Equal([2], record.ContractOf("r")!);
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void CohortsSetsModels_WrittenTwice_AreThereOnce(string database)
    {
        _folder = Databases.NewFolder(database, server);
        using var store = Store.Open(_folder);
        var cohorts = new CohortRecord(store);
        var entry = new HistoryEntry { Cohort = new CohortSpec() };
        cohorts.Add("s", "d", [entry]);
        cohorts.Add("s", "d", [entry]);
        cohorts.Mark("s", "d", [entry], CohortState.Refused);
        cohorts.Mark("s", "d", [entry], CohortState.Answered);
        cohorts.Mark("s", "d", [entry], CohortState.Refused);
        Assert.Equal(CohortState.Answered, Assert.Single(cohorts.Entries("s", "d")).State);
        var sets = new SetRecord(store);
        sets.Add(new SetSummary { Study = "s", Set = new AnalysisSet { Name = "n" }, Run = "first" });
        sets.Add(new SetSummary { Study = "s", Set = new AnalysisSet { Name = "n" }, Run = "second" });
        Assert.Equal(("first", 1), (sets.Find("s", "n")!.Run, sets.All("s").Count));
        var models = new Models.ModelRegistry(store);
        foreach (var id in new[] { "r1", "r2", "r2" })
        {
            var run = new Run { Id = id, Study = "s", Person = "ada", Name = "m", State = RunState.Completed, Result = new Result { Model = new TrainedModel() }, Question = new Question { Analysis = new Analysis { Train = new TrainSpec() } } };
            store.SaveRun(run, open: false, null);
            models.Add(run);
        }

        Assert.Equal([(1U, "r1"), (2U, "r2")], models.All("s", "ada").Select(m => (m.Version, m.Run.Id)));
    }

    [Theory]
    [InlineData(Databases.Sqlite)]
    [InlineData(Databases.Postgres)]
    public void FindRun_NameWithNul_IsRefusedWithOneMessage(string database)
    {
        _folder = Databases.NewFolder(database, server);
        using var store = Store.Open(_folder);
        Assert.Equal(ErrorReason.WrongArgument, Assert.Throws<FedOncoException>(() => store.FindRun("a\0b")).Reason);
        Assert.True(store.Answers());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
