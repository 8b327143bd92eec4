using FedOnco.Analyses.Disclosure;
using FedOnco.Privacy.SecureSums;
using FedOnco.Privacy.Tests.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>A coordinator that lies about thresholds, history and site sets to agents under the default policy: no key is made, no number leaves.</summary>
public sealed class GuardedCoordinatorTests(GuardedFixture fixture) : IClassFixture<GuardedFixture>
{
    private static int _calls;

    private readonly TestFederation _federation = fixture.Federation;

    [Fact]
    public async Task Contract_Honest_IsGreeted()
    {
        using var coordinator = new HostileCoordinator(_federation, Call());
        Assert.NotNull((await OfferAsync(coordinator)).Hello);
    }

    public static TheoryData<string, ErrorReason> Terms() => new()
    {
        { "fewer patients", ErrorReason.Policy },
        { "fewer sites", ErrorReason.Policy },
        { "no patients", ErrorReason.Policy },
        { "open profile", ErrorReason.Policy },
        { "no profile", ErrorReason.Policy },
        { "exact resolution", ErrorReason.Policy },
        { "site effects", ErrorReason.Policy },
        { "no terms", ErrorReason.Policy },
    };

    [Theory]
    [MemberData(nameof(Terms))]
    public async Task Terms_LowerThanThePolicy_AreRefused(string how, ErrorReason reason)
    {
        using var coordinator = new HostileCoordinator(_federation, Call(), (contract, _) =>
        {
            switch (how)
            {
                case "fewer patients": contract.Terms.MinimumPatients--; break;
                case "fewer sites": contract.Terms.MinimumSites--; break;
                case "no patients": contract.Terms.MinimumPatients = 0; break;
                case "open profile": contract.Terms.Profile = Profile.Open; break;
                case "no profile": contract.Terms.Profile = Profile.Unspecified; break;
                case "exact resolution": contract.Terms.Resolution = Resolution.Exact; break;
                case "site effects": contract.Terms.SiteEffects = true; break;
                default: contract.Terms = null; break;
            }
        });
        await AssertRefusedAsync(coordinator, reason);
    }

    [Theory]
    [InlineData("left out")]
    [InlineData("left out under the honest hash")]
    [InlineData("changed")]
    public async Task History_WithoutAnEarlierCohort_IsIncomplete(string how)
    {
        using var first = new HostileCoordinator(_federation, Call());
        Assert.NotNull((await OfferAsync(first)).Hello);
        // Every site has the earlier cohort in its ledger before it is hidden from them.
        foreach (var site in Real(first).Where(s => s != "s0")) Assert.NotNull((await first.NextAsync(site)).Hello);
        using var second = new HostileCoordinator(_federation, Call(), (contract, history) =>
        {
            var mine = history.First(e => History.Hash(e).AsSpan().SequenceEqual(History.Hash(History.Of(first.Contract, first.Dataset)[0])));
            if (how == "changed") mine.Cohort.Complete.Clear();
            if (how == "changed") mine.Cohort.Subset = contract.Question.Subset;
            else history.Remove(mine);
            if (how == "left out under the honest hash") return;
            contract.HistoryHash = ByteString.CopyFrom(History.Hash(history));
        });
        await AssertRefusedAsync(second, ErrorReason.HistoryIncomplete);
    }

    [Fact]
    public async Task Contract_WithOneSiteLess_IsRefused()
    {
        var call = Call();
        using var four = new HostileCoordinator(_federation, call);
        Assert.Equal(4, four.Sites.Count);
        Assert.NotNull((await OfferAsync(four)).Hello);
        using var three = new HostileCoordinator(_federation, call, (contract, _) =>
        {
            contract.Sites.Remove("s9");
            contract.SnapshotHashes.RemoveAt(3);
            contract.RosterHash = ByteString.CopyFrom(Hashes.Roster(new Roster { Entries = { _federation.Store.Roster().Entries.Where(e => e.Site != "s9") } }));
        });
        var refusal = await AssertRefusedAsync(three, ErrorReason.Policy);
        Assert.StartsWith("An earlier answer rests on other centres", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contract_ChangedAfterItsApproval_IsAskedAgain()
    {
        const string Approved = "describe(~ y, data = d)";
        using var asked = new HostileCoordinator(_federation, Approved);
        await AssertRefusedAsync(asked, ErrorReason.ApprovalNeeded);
        using (var state = _federation.OpenState("s0", "approvals.db"))
        {
            using var approve = state.CreateCommand();
            approve.CommandText = "UPDATE approvals SET state = 'approved'";
            Assert.Equal(1, approve.ExecuteNonQuery());
        }

        Action<Contract>[] changes =
        [
            c => c.Question = Language.CallLanguage.Parse("describe(~ x, data = d)").Question,
            c => c.Question = Language.CallLanguage.Parse("describe(~ y, data = d, subset = x > 20)").Question,
            c => c.Person = "eve",
            c => c.Terms.MinimumPatients++,
        ];
        foreach (var change in changes)
        {
            using var changed = new HostileCoordinator(_federation, Approved, (contract, _) => change(contract));
            await AssertRefusedAsync(changed, ErrorReason.ApprovalNeeded);
        }

        using var again = new HostileCoordinator(_federation, Approved);
        Assert.NotNull((await OfferAsync(again)).Hello);
    }

    [Fact]
    public async Task Hellos_TwoOfOnePeerInOneRun_EndTheRunBeforeAnyNumber()
    {
        using var coordinator = new HostileCoordinator(_federation, Call());
        coordinator.Offer();
        fixture.Record(coordinator);
        var honest = new List<SiteHello>();
        foreach (var site in Real(coordinator)) honest.Add((await coordinator.NextAsync(site)).Hello);
        // s9 lies together with the coordinator: one hello for s0, another one, as validly signed, for s1 and s2.
        var offer = new RunOffer { Run = coordinator.Run, Contract = ByteString.CopyFrom(coordinator.Bytes) };
        var binding = HostilePeer.BindingOf(offer, coordinator.Contract, coordinator.Roster);
        using var one = new SiteSession("s9", binding, _federation.MemberOf("s9").Identity, new InMemoryTallyRecord());
        using var other = new SiteSession("s9", binding, _federation.MemberOf("s9").Identity, new InMemoryTallyRecord());
        SiteSession SessionFor(string site) => site == "s0" ? one : other;
        var hellos = new Dictionary<SiteSession, Hellos>();
        foreach (var session in new[] { one, other }) hellos[session] = new Hellos { Run = coordinator.Run, Hellos_ = { honest, session.CreateHello() } };
        foreach (var site in Real(coordinator)) coordinator.Send(site, new FromCoordinator { Hellos = hellos[SessionFor(site)] });
        var shares = new List<PeerShare>();
        foreach (var site in Real(coordinator)) shares.AddRange((await coordinator.NextAsync(site)).Shares.Shares);
        var own = hellos.ToDictionary(h => h.Key, h => h.Key.AcceptHellos(h.Value));
        foreach (var site in Real(coordinator))
            coordinator.Send(site, new FromCoordinator { Shares = new PeerShares { Run = coordinator.Run, Shares = { shares.Concat(own[SessionFor(site)].Shares).Where(s => s.To == site) } } });
        foreach (var site in Real(coordinator)) await coordinator.AssertRefusedAsync(site, ErrorReason.SetupForged);
        foreach (var site in Real(coordinator)) coordinator.AssertNoTally(site);
    }

    [Fact]
    public async Task Log_ThatSomeSitesSawOtherwise_EndsTheRunBeforeAnyNumber()
    {
        // Every site has seen the log once.
        using (var honest = new HostileCoordinator(_federation, Call())) Assert.NotNull((await OfferAsync(honest)).Hello);
        using var forked = new HostileCoordinator(_federation, Call(), (contract, _) => contract.AuditRoot = ByteString.CopyFrom(new byte[32]));
        Assert.Equal(ErrorReason.LedgerRolledBack, (await OfferAsync(forked)).Refusal?.Problem.Reason);
        using var silent = new HostileCoordinator(_federation, Call(), (contract, _) => (contract.AuditSize, contract.AuditRoot) = (0, ByteString.Empty));
        Assert.Equal(ErrorReason.Protocol, (await OfferAsync(silent)).Refusal?.Problem.Reason);
    }

    private static IEnumerable<string> Real(HostileCoordinator coordinator) => coordinator.Sites.Where(s => s != "s9");

    /// <summary>A question that was not asked before.</summary>
    private static string Call() => $"count(data = d, subset = x >= {Interlocked.Increment(ref _calls)})";

    private async Task<FromAgent> OfferAsync(HostileCoordinator coordinator)
    {
        coordinator.Offer();
        fixture.Record(coordinator);
        return await coordinator.NextAsync("s0");
    }

    private static async Task<string> AssertRefusedAsync(HostileCoordinator coordinator, ErrorReason reason)
    {
        coordinator.Offer();
        var message = "";
        foreach (var site in Real(coordinator))
        {
            var answer = await coordinator.NextAsync(site);
            Assert.True(answer.Refusal is not null, $"{site} sent {answer.MessageCase}");
            Assert.Equal(reason, answer.Refusal.Problem.Reason);
            message = answer.Refusal.Problem.Message;
        }

        return message;
    }
}
