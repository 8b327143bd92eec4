using System.Runtime.InteropServices;
using FedOnco.Agent.Data;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Agent.Tests;

/// <summary>A coordinator that asks for what this site does not allow, or tells the past otherwise than it was.</summary>
public sealed class ContractGateTests : GateTests
{
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
        Ledger.Admit(Hashes.Contract(contract), "s", "d", History.Of(contract, Catalogue.Find("s", "d")!.Dataset).Select(e => (History.Hash(e), e)));
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
    public void History_AtOtherCentres_IsComparableWhereEnoughOfThemDiffer(string sites, string outcome) =>
        Assert.Equal(outcome, Outcome(Contract(), AtSites(sites)));

    /// <summary>The open profile allows one site as the minimum, and one site that left or joined is its own numbers whatever the minimum is.</summary>
    [Theory]
    [InlineData("a b", "POLICY")]
    [InlineData("a b c z", "POLICY")]
    [InlineData("a b z", "")]
    public void History_AtOneOtherCentre_IsNeverComparable(string sites, string outcome)
    {
        const string Open = "profile: open\nstudies: [s]\npeople: [\"*\"]\nanalyses: [count]\nminimum_sites: 1\n";
        var earlier = AtSites(sites);
        var contract = Contract();
        (contract.Terms.Differencing, contract.Terms.MinimumSites) = (Differencing.Pairwise, 1);
        contract.HistoryHash = ByteString.CopyFrom(History.Hash([earlier]));
        Assert.Equal(outcome, Refusal(() => Gate(Open).Admit(contract, [earlier.ToByteString()])));
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
        Ledger.AddModel("s", "d", Hashes.Set(set), Hashes.Answer(first));
        Assert.Equal("", Outcome(first));
        var second = Contract("lm(x ~ age, data = d)");
        // The same rows by another name.
        second.Question.Set = new AnalysisSet(set) { Name = "n" };
        Assert.Equal("POLICY", Outcome(second));
        var count = Contract();
        count.Question.Set = set;
        Assert.Equal("", Outcome(count));
    }

    [Theory]
    [InlineData(Architecture.Arm64, true)]
    [InlineData(Architecture.X64, false)]
    public void Comparison_WithOwnModels_IsForProcessorsThatRunThem(Architecture processor, bool refused)
    {
        var gate = new ContractGate("a", PolicyFile.Read(Rules.Replace("count,", "count, train,", StringComparison.Ordinal), "policy.yaml"), Catalogue, Ledger, Models, new SnapshotGate("a", Kept), new FixedClock(), processor);
        var contract = Contract("train(x ~ age, data = d, model = gbdt(trees = 2), benefit = TRUE)");
        contract.HistoryHash = ByteString.CopyFrom(History.Hash(Array.Empty<HistoryEntry>()));
        var message = Record.Exception(() => gate.Admit(contract, []))?.Message ?? "";
        Assert.Equal(refused, message.Contains("needs an x64 processor", StringComparison.Ordinal));
    }

    /// <summary>The same call as it was answered by other centres.</summary>
    private HistoryEntry AtSites(string sites)
    {
        var earlier = Earlier("count(data = d, subset = age > 30)");
        var hashes = earlier.Sites.Zip(earlier.SnapshotHashes).ToDictionary(p => p.First, p => p.Second);
        earlier.Sites.Clear();
        earlier.SnapshotHashes.Clear();
        earlier.Sites.Add(sites.Split(' '));
        earlier.SnapshotHashes.Add(earlier.Sites.Select(s => hashes.GetValueOrDefault(s, ByteString.CopyFrom(7))));
        return earlier;
    }

    private string Outcome(Contract contract, params HistoryEntry[] history)
    {
        contract.HistoryHash = ByteString.CopyFrom(History.Hash(history));
        return Refusal(() => Gate().Admit(contract, [.. history.Select(e => e.ToByteString())]));
    }

    private void Remember(HistoryEntry entry, CohortState state)
    {
        Ledger.Admit([1], "s", "d", [(History.Hash(entry), entry)]);
        if (state != CohortState.Unspecified) Ledger.Mark("s", "d", [entry], state);
    }
}
