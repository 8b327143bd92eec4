using System.Runtime.InteropServices;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Agent.Tests;

/// <summary>A coordinator that asks for what this site does not allow, or tells the past otherwise than it was.</summary>
public sealed class ContractGateTests : IDisposable
{
    private const string Rules = "profile: default\nstudies: [s]\npeople: [\"*\"]\nanalyses: [count, lm, analysis_set]\nmodels_per_set: 1\n";

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("gate-").FullName;
    private readonly Catalogue _catalogue;
    private readonly CohortLedger _ledger;
    private readonly Approvals _approvals;
    private readonly TrainedModels _models;
    private readonly KeptRows _kept;

    public ContractGateTests()
    {
        File.WriteAllText(Path.Combine(_folder, "d.csv"), "age,x\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{20 + i},{i % 7}\n")));
        File.WriteAllText(Path.Combine(_folder, "broken.csv"), "age\n20\n");
        File.WriteAllText(Path.Combine(_folder, "catalogue.yaml"), "datasets:\n  d: {study: s, csv: d.csv}\n  shown: {study: s, csv: d.csv, public: true}\n  broken: {study: s, csv: broken.csv}\n");
        _catalogue = Catalogue.Open(Path.Combine(_folder, "catalogue.yaml"), new Dictionary<string, Dictionary> { ["s"] = new() { Study = "s", Version = 1, Datasets = { DatasetOf("d"), DatasetOf("shown"), DatasetOf("broken") } } }, "a", new byte[32], new EngineSettings());
        _ledger = new CohortLedger(_folder);
        _approvals = new Approvals(_folder);
        _models = new TrainedModels(_folder);
        _kept = new KeptRows(_folder);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _approvals.Dispose();
        _models.Dispose();
        _kept.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Contract_ThatFits_IsAdmitted() => Assert.Equal("", Outcome(Contract()));

    [Theory]
    [InlineData("POLICY", "study")]
    [InlineData("POLICY", "analysis")]
    [InlineData("POLICY", "patients")]
    [InlineData("POLICY", "sites")]
    [InlineData("POLICY", "open")]
    [InlineData("POLICY", "no profile")]
    [InlineData("POLICY", "site effects")]
    [InlineData("POLICY", "site estimates")]
    [InlineData("POLICY", "exact")]
    [InlineData("POLICY", "expired")]
    [InlineData("POLICY", "dictionary")]
    [InlineData("POLICY", "two sites")]
    [InlineData("POLICY", "order of sites")]
    [InlineData("POLICY", "not a member")]
    [InlineData("POLICY", "set off the step")]
    [InlineData("POLICY", "set that cuts off the step")]
    [InlineData("POLICY", "version")]
    [InlineData("POLICY", "snapshot")]
    [InlineData("POLICY", "snapshots")]
    [InlineData("UNKNOWN_VARIABLE", "variable")]
    [InlineData("DATA_NOT_CONFORMING", "broken data")]
    [InlineData("UNKNOWN_DATASET", "dataset")]
    public void Contract_ThatAsksForMore_IsRefused(string reason, string change)
    {
        var contract = Contract();
        switch (change)
        {
            case "study": contract.Study = "never-joined"; break;
            case "analysis": contract.Question = Question("describe(~ age, data = d)"); contract.AlgorithmVersion = 1; break;
            case "patients": contract.Terms.MinimumPatients = 10; break;
            case "sites": contract.Terms.MinimumSites = 2; break;
            case "open": contract.Terms.Profile = Profile.Open; break;
            case "no profile": contract.Terms.Profile = Profile.Unspecified; break;
            case "site effects": contract.Terms.SiteEffects = true; break;
            case "site estimates": contract.Terms.SiteEstimates = true; break;
            case "exact": contract.Terms.Resolution = Resolution.Exact; break;
            case "expired": contract.Expires = Timestamp.FromDateTimeOffset(Now); break;
            case "dictionary": contract.DictionaryHash = ByteString.CopyFrom(new byte[32]); break;
            case "two sites": contract.Sites.Remove("c"); contract.SnapshotHashes.RemoveAt(2); break;
            case "order of sites": contract.Sites[1] = "c"; contract.Sites[2] = "b"; break;
            case "not a member": contract.Sites[0] = "0"; break;
            case "set that cuts off the step": contract.Question.Set = new AnalysisSet { Name = "m", Complete = { Question("count(data = d, subset = age > 20.5)").Subset } }; break;
            case "version": contract.AlgorithmVersion = 2; break;
            case "snapshot": contract.SnapshotHashes[0] = ByteString.CopyFrom(new byte[32]); break;
            case "snapshots": contract.SnapshotHashes.RemoveAt(2); break;
            case "variable": contract.Question = Question("count(data = d, subset = nosuch > 1)"); break;
            case "broken data": contract = Contract("count(data = broken)"); break;
            case "dataset": contract.Question.Data = "nosuch"; break;
            case "set off the step": contract.Question.Set = new AnalysisSet { Name = "m", Subset = Question("count(data = d, subset = age > 20.5)").Subset }; break;
        }

        Assert.Equal(reason, Outcome(contract));
    }

    [Theory]
    // What a stricter policy than that of the contract's other sites asks for.
    [InlineData("people: [ada]", "person")]
    [InlineData("cell_minimum_sites: 3", "cell sites")]
    [InlineData("differencing: strict", "differencing")]
    public void Contract_LaxerThanThisPolicy_IsRefused(string line, string change)
    {
        var rules = Rules.Replace("people: [\"*\"]\n", line.StartsWith("people", StringComparison.Ordinal) ? "" : "people: [\"*\"]\n", StringComparison.Ordinal) + line + "\n";
        var contract = Contract();
        contract.Terms = PolicyFile.Read(rules, "policy.yaml").Terms;
        contract.Person = "ada";
        Gate(rules).Admit(contract, []);
        switch (change)
        {
            case "person": contract.Person = "eve"; break;
            case "cell sites": contract.Terms.MinimumCellSites = 2; break;
            case "differencing": contract.Terms.Differencing = Differencing.Pairwise; break;
        }

        Assert.Equal("POLICY", Refusal(() => Gate(rules).Admit(contract, [])));
    }

    [Fact]
    public void History_OfPublicData_IsRefused()
    {
        const string Open = "profile: open\nstudies: [s]\npeople: [\"*\"]\nanalyses: [count]\n";
        var contract = Contract("count(data = shown)");
        contract.Terms = PolicyFile.Read(Open, "policy.yaml").Terms;
        Gate(Open).Admit(contract, []);
        Assert.Equal("PROTOCOL", Refusal(() => Gate(Open).Admit(contract, [Earlier("count(data = d, subset = age > 40)").ToByteString()])));
    }

    [Fact]
    public void History_ThatIsFull_IsRefused()
    {
        var earlier = Earlier("count(data = d, subset = age > 30)");
        Expression[] ages = [.. Enumerable.Range(0, 64).Select(k => Question($"count(data = d, subset = age > {k})").Subset)];
        Expression[] needed = [.. Enumerable.Range(0, 64).Select(k => Question($"count(data = d, subset = x + {k} > age)").Subset)];
        HistoryEntry[] history = [.. ages.SelectMany(a => needed.Select(n => new HistoryEntry { Cohort = new CohortSpec { Subset = a, Complete = { n } }, Sites = { earlier.Sites }, SnapshotHashes = { earlier.SnapshotHashes } }))];
        Assert.Equal(CohortLedger.MostEntries, history.Length);
        Assert.Equal("POLICY", Outcome(Contract(), history));
        Assert.Equal("", Outcome(Contract(), history[1..]));
    }

    [Fact]
    public void History_WithACohortLeftOut_IsRefused()
    {
        Remember(Earlier("count(data = d, subset = age > 40)"), CohortState.Answered);
        Assert.Equal("HISTORY_INCOMPLETE", Outcome(Contract()));
        Assert.Equal("", Outcome(Contract(), Earlier("count(data = d, subset = age > 40)")));
    }

    /// <summary>A run that is resumed is held to the history of its first day; no other contract is.</summary>
    [Fact]
    public void History_OfAContractThatWasAdmittedBefore_IsThatOfItsFirstDay()
    {
        var contract = Contract();
        contract.HistoryHash = ByteString.CopyFrom(History.Hash(Array.Empty<HistoryEntry>()));
        _ledger.Admit(Hashes.Contract(contract), "s", "d", History.Of(contract, _catalogue.Find("s", "d")!.Dataset).Select(e => (History.Hash(e), e)));
        Remember(Earlier("count(data = d, subset = age > 40)"), CohortState.Answered);
        Assert.Equal("", Outcome(contract));
        contract.Expires = Timestamp.FromDateTimeOffset(Now.AddDays(2));
        Assert.Equal("HISTORY_INCOMPLETE", Outcome(contract));
    }

    [Fact]
    public void History_OtherThanTheContractNames_IsRefused()
    {
        var contract = Contract();
        Assert.Equal("HISTORY_INCOMPLETE", Refusal(() => Gate().Admit(contract, [Earlier("count(data = d, subset = age > 40)").ToByteString()])));
    }

    [Theory]
    // "Answered" spares a comparison, "refused" takes a cohort out of the strict partition.
    [InlineData(CohortState.Refused, CohortState.Answered, "HISTORY_INCOMPLETE")]
    [InlineData(CohortState.Unspecified, CohortState.Answered, "HISTORY_INCOMPLETE")]
    [InlineData(CohortState.Answered, CohortState.Refused, "HISTORY_INCOMPLETE")]
    [InlineData(CohortState.Answered, CohortState.Unspecified, "")]
    [InlineData(CohortState.Refused, CohortState.Refused, "")]
    public void History_ToldOtherwise_IsRefused(CohortState remembered, CohortState told, string outcome)
    {
        var earlier = Earlier("count(data = d, subset = age > 40)");
        Remember(earlier, remembered);
        earlier.State = told;
        Assert.Equal(outcome, Outcome(Contract(), earlier));
    }

    [Fact]
    public void SameCall_WithOneSiteLess_IsRefused()
    {
        var earlier = Earlier("count(data = d, subset = age > 30)");
        earlier.Sites.Add("z");
        earlier.SnapshotHashes.Add(ByteString.CopyFrom(1));
        Assert.Equal("POLICY", Outcome(Contract(), earlier));
    }

    /// <summary>Centres by which an earlier answer differs tell their own numbers; three of them are enough.</summary>
    [Theory]
    [InlineData("a b", "POLICY")]
    [InlineData("a", "POLICY")]
    [InlineData("a b c z", "POLICY")]
    [InlineData("a b c y z", "POLICY")]
    [InlineData("a b y", "POLICY")]
    [InlineData("a b c x y z", "")]
    [InlineData("a x y", "")]
    public void History_AtOtherCentres_IsComparableWhereEnoughOfThemDiffer(string sites, string outcome)
    {
        var earlier = Earlier("count(data = d, subset = age > 30)");
        var hashes = earlier.Sites.Zip(earlier.SnapshotHashes).ToDictionary(p => p.First, p => p.Second);
        earlier.Sites.Clear();
        earlier.SnapshotHashes.Clear();
        earlier.Sites.Add(sites.Split(' '));
        earlier.SnapshotHashes.Add(earlier.Sites.Select(s => hashes.GetValueOrDefault(s, ByteString.CopyFrom(7))));
        Assert.Equal(outcome, Outcome(Contract(), earlier));
    }

    /// <summary>Both the policy and the catalogue say that data are public.</summary>
    [Theory]
    [InlineData("open", "d", "POLICY")]
    [InlineData("default", "shown", "POLICY")]
    [InlineData("open", "shown", "")]
    public void OpenProfile_ForDataThatAreNotPublicHere_IsRefused(string profile, string dataset, string outcome)
    {
        const string Open = "profile: open\nstudies: [s]\npeople: [\"*\"]\nanalyses: [count]\n";
        var contract = Contract($"count(data = {dataset})");
        contract.Terms = PolicyFile.Read(Open, "policy.yaml").Terms;
        // What the default policy asks for besides.
        if (profile == "default") (contract.Terms.MinimumPatients, contract.Terms.MinimumSites, contract.Terms.MinimumCellSites) = (1000, 1000, 1000);
        Assert.Equal(outcome, Refusal(() => Gate(profile == "open" ? Open : Rules).Admit(contract, [])));
    }

    [Theory]
    [InlineData(0, "a")]
    [InlineData(2, "c")]
    public void DataRefreshedAtOneCentreAlone_EndsTheHistoryAtEveryCentre(int position, string centre)
    {
        var earlier = Earlier("count(data = d, subset = age > 30)");
        earlier.SnapshotHashes[position] = ByteString.CopyFrom(9);
        var contract = Contract();
        contract.HistoryHash = ByteString.CopyFrom(History.Hash([earlier]));
        var refused = Assert.Throws<FedOncoException>(() => Gate().Admit(contract, [earlier.ToByteString()]));
        Assert.Equal(ErrorReason.HistoryUnavailable, refused.Reason);
        Assert.StartsWith($"The data of {centre} changed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_BeyondTheCapOfASet_AreRefused()
    {
        var set = new AnalysisSet { Name = "m", Complete = { new Expression { Variable = "x" } } };
        var first = Contract("lm(age ~ x, data = d)");
        first.Question.Set = set;
        _ledger.AddModel("s", "d", Hashes.Set(set), Hashes.Answer(first));
        Assert.Equal("", Outcome(first));
        var second = Contract("lm(x ~ age, data = d)");
        // The same rows by another name.
        second.Question.Set = new AnalysisSet(set) { Name = "n" };
        Assert.Equal("POLICY", Outcome(second));
        var count = Contract();
        count.Question.Set = set;
        Assert.Equal("", Outcome(count));
    }

    [Fact]
    public void Refusals_ThreeInAStudy_LetSiteItDecideOnEachCall()
    {
        var policy = PolicyFile.Read(Rules, "policy.yaml");
        var desk = new ApprovalDesk("a", policy, _approvals, new FixedClock());
        var admission = Gate().Admit(Contract(), []);
        using var source = admission.Held.Open(admission.Context, TestContext.Current.CancellationToken);
        var run = CohortSelection.Select(admission.Context, "a", source);
        for (var refusal = 0; refusal < 3; refusal++)
        {
            desk.RequireApproval(admission, run);
            _approvals.CountRefusal("s");
        }

        Assert.Equal("APPROVAL_NEEDED", Refusal(() => desk.RequireApproval(admission, run)));
        var question = _approvals.All(Now).Single();
        Assert.Equal(("s", 39), (question.Study, question.Patients));
        _approvals.Decide(question.Id, approve: true, Now);
        desk.RequireApproval(admission, run);
        // Always means each time: the approval is used up.
        Assert.Equal("APPROVAL_NEEDED", Refusal(() => desk.RequireApproval(admission, run)));
        _approvals.ForgiveRefusals("s");
        desk.RequireApproval(admission, run);
    }

    [Fact]
    public void Approval_OfOnesQuestion_IsNoOthers()
    {
        var desk = new ApprovalDesk("a", PolicyFile.Read(Rules + "approval: contract\n", "policy.yaml"), _approvals, new FixedClock());
        string Ask(string person)
        {
            var contract = Contract();
            contract.Person = person;
            var admission = Gate().Admit(contract, []);
            using var source = admission.Held.Open(admission.Context, TestContext.Current.CancellationToken);
            return Refusal(() => desk.RequireApproval(admission, CohortSelection.Select(admission.Context, "a", source)));
        }

        Assert.Equal("APPROVAL_NEEDED", Ask("ada"));
        _approvals.Decide(_approvals.All(Now).Single().Id, approve: true, Now);
        Assert.Equal("", Ask("ada"));
        Assert.Equal("APPROVAL_NEEDED", Ask("eve"));
        Assert.Equal(["ada", "eve"], _approvals.All(Now).Select(q => q.Person).Order());
    }

    [Fact]
    public void Question_ThatSiteItRefused_StaysRefused()
    {
        var desk = new ApprovalDesk("a", PolicyFile.Read(Rules + "approval: contract\n", "policy.yaml"), _approvals, new FixedClock());
        var admission = Gate().Admit(Contract(), []);
        using var source = admission.Held.Open(admission.Context, TestContext.Current.CancellationToken);
        var run = CohortSelection.Select(admission.Context, "a", source);
        Assert.Equal("APPROVAL_NEEDED", Refusal(() => desk.RequireApproval(admission, run)));
        _approvals.Decide(_approvals.All(Now).Single().Id, approve: false, Now);
        Assert.Equal("POLICY", Refusal(() => desk.RequireApproval(admission, run)));
    }

    [Fact]
    public void Question_ThatNobodyDecides_ExpiresAndTooManyAreTurnedAway()
    {
        void Ask(int i, DateTimeOffset asked) => _approvals.Ask(new ApprovalQuestion($"q{i:000}", "s", "p", "count(data = d)", 40, 10, 0, asked, "waiting"));
        for (var i = 0; i < Approvals.MostWaiting; i++) Ask(i, Now);
        Assert.Equal("OVERLOADED", Refusal(() => Ask(Approvals.MostWaiting, Now)));
        Assert.Equal(Approvals.MostWaiting, _approvals.All(Now + Approvals.Lifetime).Count);
        Assert.Empty(_approvals.All(Now + Approvals.Lifetime + TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(Architecture.Arm64, true)]
    [InlineData(Architecture.X64, false)]
    public void Comparison_WithOwnModels_IsForProcessorsThatRunThem(Architecture processor, bool refused)
    {
        var gate = new ContractGate("a", PolicyFile.Read(Rules.Replace("count,", "count, train,", StringComparison.Ordinal), "policy.yaml"), _catalogue, _ledger, _models, new SnapshotGate("a", _kept), new FixedClock(), processor);
        var contract = Contract("train(x ~ age, data = d, model = gbdt(trees = 2), benefit = TRUE)");
        contract.HistoryHash = ByteString.CopyFrom(History.Hash(Array.Empty<HistoryEntry>()));
        var message = Record.Exception(() => gate.Admit(contract, []))?.Message ?? "";
        Assert.Equal(refused, message.Contains("needs an x64 processor", StringComparison.Ordinal));
    }

    private string Outcome(Contract contract, params HistoryEntry[] history)
    {
        contract.HistoryHash = ByteString.CopyFrom(History.Hash(history));
        return Refusal(() => Gate().Admit(contract, [.. history.Select(e => e.ToByteString())]));
    }

    private static string Refusal(Action action)
    {
        try
        {
            action();
            return "";
        }
        catch (FedOncoException refused)
        {
            return refused.Reason.WireName();
        }
    }

    private ContractGate Gate(string rules = Rules) => new("a", PolicyFile.Read(rules, "policy.yaml"), _catalogue, _ledger, _models, new SnapshotGate("a", _kept), new FixedClock());

    private void Remember(HistoryEntry entry, CohortState state)
    {
        _ledger.Admit([1], "s", "d", [(History.Hash(entry), entry)]);
        if (state != CohortState.Unspecified) _ledger.Mark("s", "d", [entry], state);
    }

    private HistoryEntry Earlier(string call) => History.Of(Contract(call), _catalogue.Find("s", "d")!.Dataset)[0];

    private Contract Contract(string call = "count(data = d, subset = age > 30)")
    {
        var held = _catalogue.Find("s", Question(call).Data)!; // In the catalogue that the test wrote.
        return new Contract
        {
            Study = "s",
            DictionaryHash = ByteString.CopyFrom(held.DictionaryHash),
            DictionaryVersion = 1,
            Question = Question(call),
            AlgorithmVersion = AnalysisVersions.Of(Question(call)).Version,
            Sites = { "a", "b", "c" },
            SnapshotHashes = { ByteString.CopyFrom(held.SnapshotHash), ByteString.CopyFrom(2), ByteString.CopyFrom(3) },
            Terms = PolicyFile.Read(Rules, "policy.yaml").Terms,
            Expires = Timestamp.FromDateTimeOffset(Now.AddDays(1)),
            Person = "p",
            HistoryHash = ByteString.CopyFrom(History.Hash(Array.Empty<HistoryEntry>())),
        };
    }

    private static Dataset DatasetOf(string name) => new() { Name = name, Variables = { Whole("age", 100), Whole("x", 10) } };

    private static Variable Whole(string name, double most) => new() { Name = name, Type = VariableType.Integer, Minimum = 0, Maximum = most, Step = 1 };

    private static Question Question(string call) => CallLanguage.Parse(call).Question!; // The tests' own calls.

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
