using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>The negative tests of the protocol against real agents: a lie ends the run at the sites, and no further tally leaves.</summary>
public sealed class HostileCoordinatorTests(HostileFixture fixture) : IClassFixture<HostileFixture>
{
    private const string Call = "lm(y ~ x + g, data = d)";

    private HostileCoordinator Coordinator(Action<Contract>? change = null, string call = Call) => new(fixture.Federation, call, (contract, _) => change?.Invoke(contract));

    [Fact]
    public async Task Run_NoLie_Completes()
    {
        using var coordinator = Coordinator();
        await coordinator.SetUpAsync();
        await coordinator.RunProgramAsync();
        foreach (var site in coordinator.Sites) Assert.NotNull((await coordinator.NextAsync(site)).End);
    }

    public static TheoryData<string> Totals() => ["element", "element and stamp", "scaled", "stamp", "swapped", "short", "long", "negated", "zero", "step"];

    [Theory]
    [MemberData(nameof(Totals))]
    public async Task Total_Altered_EndsTheRunAtEverySite(string how)
    {
        using var coordinator = Coordinator();
        await coordinator.SetUpAsync();
        coordinator.Distort = (index, _, chunks) => index == 3 ? Lies.Alter(how, chunks) : chunks;
        await Assert.ThrowsAnyAsync<FedOncoException>(() => coordinator.RunProgramAsync());
        await AssertEndedAsync(coordinator, how == "step" ? ErrorReason.StepMismatch : ErrorReason.TotalUnverified);
    }

    [Fact]
    public async Task Total_OfAnEarlierIndex_IsDroppedAndTheRunGoesOn()
    {
        using var coordinator = Coordinator();
        await coordinator.SetUpAsync();
        IReadOnlyList<TotalChunk> earlier = [];
        coordinator.Distort = (index, _, chunks) =>
        {
            if (index == 1) earlier = chunks;
            var mixed = chunks.Select(c => c.Clone()).ToList();
            foreach (var c in mixed) c.Attempt = 2;
            return index == 2 ? [.. earlier, .. mixed, .. chunks, .. chunks] : chunks;
        };
        await coordinator.RunProgramAsync();
        foreach (var site in coordinator.Sites) Assert.NotNull((await coordinator.NextAsync(site)).End);
    }

    [Fact]
    public async Task Total_ReplayedUnderTheNextIndex_IsUnverified()
    {
        using var coordinator = Coordinator();
        await coordinator.SetUpAsync();
        IReadOnlyList<TotalChunk> earlier = [];
        coordinator.Distort = (index, _, chunks) =>
        {
            if (index == 2) earlier = chunks;
            if (index != 3) return chunks;
            var replayed = chunks[0].Clone();
            replayed.Elements = ByteString.CopyFrom([.. earlier[0].Elements.Concat(new byte[replayed.Elements.Length]).Take(replayed.Elements.Length)]);
            replayed.Stamp = earlier[0].Stamp;
            return [replayed];
        };
        await Assert.ThrowsAnyAsync<FedOncoException>(() => coordinator.RunProgramAsync());
        await AssertEndedAsync(coordinator, ErrorReason.TotalUnverified);
    }

    [Fact]
    public async Task Total_LabelledWithAnotherStepToOneSite_EndsTheRunThereAndNothingFollows()
    {
        using var coordinator = Coordinator();
        await coordinator.SetUpAsync();
        coordinator.Distort = (index, site, chunks) =>
        {
            if (index == 3 && site == "s1") foreach (var chunk in chunks) chunk.StepHash = ByteString.CopyFrom(new byte[32]);
            return chunks;
        };
        await Assert.ThrowsAnyAsync<FedOncoException>(() => coordinator.RunProgramAsync());
        await coordinator.AssertRefusedAsync("s1", ErrorReason.StepMismatch);
        coordinator.AssertNoTally("s1");
    }

    [Fact]
    public async Task Total_OfASubset_IsUnverified()
    {
        using var coordinator = Coordinator();
        await coordinator.SetUpAsync();
        var step = new Analyses.Preflight.PreflightStep();
        var sum = await coordinator.AddAsync(step, ["s0", "s1"]);
        var chunk = Assert.Single(sum.Chunks());
        foreach (var site in coordinator.Sites) coordinator.Send(site, new FromCoordinator { Total = chunk });
        // What the coordinator has added is noise: the third site's masks are missing.
        Assert.DoesNotContain(80.0, sum.Decode());
        await coordinator.AssertRefusedAsync("s0", ErrorReason.TotalUnverified);
        await coordinator.AssertRefusedAsync("s1", ErrorReason.TotalUnverified);
    }

    [Fact]
    public async Task Preflight_Skipped_IsStepMismatch()
    {
        using var coordinator = Coordinator();
        await coordinator.SetUpAsync();
        coordinator.Distort = (index, _, chunks) =>
        {
            foreach (var chunk in chunks) chunk.StepHash = ByteString.CopyFrom(new byte[32]);
            return chunks;
        };
        await Assert.ThrowsAnyAsync<FedOncoException>(() => coordinator.RunProgramAsync());
        await AssertEndedAsync(coordinator, ErrorReason.StepMismatch);
    }

    public static TheoryData<string, ErrorReason> Forgeries() => new()
    {
        { "key of a peer", ErrorReason.SetupForged },
        { "key off the curve", ErrorReason.SetupForged },
        { "own key echoed", ErrorReason.SetupForged },
        { "commitment", ErrorReason.SetupForged },
        { "signature", ErrorReason.SetupForged },
        { "peer left out", ErrorReason.SetupForged },
        { "peer twice", ErrorReason.SetupForged },
        { "invented site", ErrorReason.SetupForged },
        { "own hello", ErrorReason.SetupForged },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Hellos_Forged_EndTheRunBeforeAnyNumber(string how, ErrorReason reason)
    {
        using var coordinator = Coordinator();
        coordinator.Offer();
        coordinator.SendHellos(await coordinator.HellosAsync(), (site, hellos) => Lies.Forge(how, site, hellos));
        await AssertEndedAsync(coordinator, reason);
    }

    [Fact]
    public async Task Hellos_DifferentToDifferentSites_EndTheRunBeforeAnyNumber()
    {
        using var coordinator = Coordinator();
        coordinator.Offer();
        var first = await coordinator.HellosAsync();
        // A second hello of s1 for the same run does not exist: it signs one, ever. So the coordinator mixes runs.
        coordinator.NewRun();
        coordinator.Offer();
        var second = await coordinator.HellosAsync();
        coordinator.SendHellos(second, (site, hellos) =>
        {
            if (site == "s0") hellos.Hellos_[1] = first.Hellos_[1];
        });
        await coordinator.AssertRefusedAsync("s0", ErrorReason.SetupForged);
        coordinator.AssertNoTally("s1");
    }

    [Theory]
    [InlineData("swapped")]
    [InlineData("reflected")]
    [InlineData("changed")]
    [InlineData("missing")]
    public async Task Shares_Tampered_EndTheRunBeforeAnyNumber(string how)
    {
        using var coordinator = Coordinator();
        coordinator.Offer();
        coordinator.SendHellos(await coordinator.HellosAsync());
        var shares = await coordinator.SharesAsync();
        foreach (var site in coordinator.Sites) coordinator.Send(site, new FromCoordinator { Shares = Lies.Tamper(how, site, shares) });
        await AssertEndedAsync(coordinator, ErrorReason.SetupForged);
    }

    [Fact]
    public async Task Offer_RunReplayed_IsRefused()
    {
        using var coordinator = Coordinator();
        coordinator.Offer();
        await coordinator.HellosAsync();
        var run = coordinator.Run;
        foreach (var site in coordinator.Sites) coordinator.Send(site, new FromCoordinator { Closed = new RunClosed { Run = run } });
        using var other = Coordinator(call: "count(data = d)");
        other.NewRun(run);
        other.Offer();
        await AssertEndedAsync(other, ErrorReason.Protocol);
    }

    [Fact]
    public async Task Offer_SameContractAgain_EndsTheOlderRun()
    {
        using var coordinator = Coordinator();
        coordinator.Offer();
        var first = await coordinator.HellosAsync();
        var older = coordinator.Run;
        coordinator.NewRun();
        coordinator.Offer();
        var second = await coordinator.HellosAsync();
        // The older run's hellos come too late: nobody answers them.
        foreach (var site in coordinator.Sites) coordinator.Send(site, new FromCoordinator { Hellos = first });
        coordinator.SendHellos(second);
        foreach (var (site, shares) in await coordinator.SharesAsync()) coordinator.Send(site, new FromCoordinator { Shares = shares });
        await coordinator.RunProgramAsync();
        foreach (var site in coordinator.Sites) Assert.NotNull((await coordinator.NextAsync(site)).End);
        Assert.DoesNotContain(fixture.Federation.Sent, m => m.Message.Shares?.Run.Equals(older) == true);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("of another sum")]
    public async Task Recorded_AlteredAfterARestart_IsUnverified(string how)
    {
        using var coordinator = Coordinator();
        await coordinator.SetUpAsync();
        coordinator.StopAfter = 2;
        await Assert.ThrowsAsync<FedOncoException>(() => coordinator.RunProgramAsync());
        // A site that sends its third tally has verified two totals.
        foreach (var site in coordinator.Sites) Assert.Equal(3UL, (await coordinator.NextAsync(site)).Tally.Index);
        coordinator.NewRun();
        Assert.All((await coordinator.SetUpAsync()).Hellos_, h => Assert.Equal(2UL, h.Index));
        var (step, sum) = coordinator.Sums[0];
        var total = sum.Total.ToArray();
        if (how == "changed") total[0] ^= 1;
        else total = [.. coordinator.Sums[1].Sum.Total.ToArray().Concat(new byte[total.Length]).Take(total.Length)];
        foreach (var site in coordinator.Sites)
            foreach (var chunk in CoordinatorSum.Recorded(coordinator.Run.Memory, 1, step.Hash(), step.Layout, coordinator.Sites, total).Chunks()) coordinator.Send(site, new FromCoordinator { Total = chunk });
        await AssertEndedAsync(coordinator, ErrorReason.TotalUnverified);
    }

    [Fact]
    public async Task Coordinator_Floods_ChangesNothing()
    {
        using var coordinator = Coordinator();
        coordinator.Offer();
        var hellos = await coordinator.HellosAsync();
        var chunk = new TotalChunk { Run = coordinator.Run, Index = 1, Attempt = 1, Elements = ByteString.CopyFrom(new byte[1 << 20]) };
        var foreign = new FromCoordinator { Total = new TotalChunk(chunk) { Run = ByteString.CopyFrom(new byte[16]) } };
        for (var i = 0; i < 300; i++) await coordinator.PressAsync("s0", foreign);
        for (var i = 0; i < 100; i++) coordinator.Send("s0", new FromCoordinator { Offer = new RunOffer { Run = ByteString.CopyFrom(BitConverter.GetBytes(i)), Contract = ByteString.CopyFrom(255, 255) } });
        for (var i = 0; i < 100; i++) await coordinator.PressAsync("s0", new FromCoordinator { Total = chunk });
        coordinator.SendHellos(hellos);
        foreach (var (site, shares) in await coordinator.SharesAsync()) coordinator.Send(site, new FromCoordinator { Shares = shares });
        await coordinator.RunProgramAsync();
        foreach (var site in coordinator.Sites) Assert.NotNull((await coordinator.NextAsync(site)).End);
    }

    [Fact]
    public async Task Message_BeyondItsCap_EndsItsRun()
    {
        using var coordinator = Coordinator();
        await coordinator.SetUpAsync();
        // After the tally of the first sum, and before its total: what s0 does with the total tells whether its run has ended.
        var huge = new TotalChunk { Run = coordinator.Run, Elements = ByteString.CopyFrom(new byte[3 << 20]) };
        coordinator.Distort = (index, site, chunks) => index != 1 ? [] : site == "s0" ? [huge, .. chunks] : chunks;
        var preflight = await coordinator.SumAsync(new Analyses.Preflight.PreflightStep(), TestContext.Current.CancellationToken);
        Assert.Equal(120, preflight.Scalar("patients"));
        Assert.NotNull((await coordinator.NextAsync("s1")).Tally);
        await coordinator.AssertSilentAsync("s0");
        // The run alone has ended there, not the agent.
        using var other = Coordinator(call: "count(data = d, subset = x < 7)");
        other.Offer();
        Assert.NotNull((await other.NextAsync("s0")).Hello);
    }

    [Fact]
    public async Task Contract_DifferentToOneSite_EndsTheRunBeforeAnyNumber()
    {
        using var coordinator = Coordinator();
        using var changed = Coordinator(call: "lm(y ~ x, data = d)");
        coordinator.Offer(site => site == "s2" ? changed.Bytes : coordinator.Bytes);
        coordinator.SendHellos(await coordinator.HellosAsync());
        await AssertEndedAsync(coordinator, ErrorReason.SetupForged);
    }

    public static TheoryData<string, ErrorReason[]> Contracts() => new()
    {
        { "roster", [ErrorReason.RosterMismatch] },
        { "invented site", [ErrorReason.RosterMismatch, ErrorReason.Policy] },
        { "sites out of order", [ErrorReason.Policy] },
        { "expired", [ErrorReason.Policy] },
        { "snapshot", [ErrorReason.Policy] },
        { "dictionary", [ErrorReason.Policy] },
        { "version", [ErrorReason.Policy] },
        { "snapshots missing", [ErrorReason.Protocol] },
        { "no question", [ErrorReason.Protocol] },
        { "one site", [ErrorReason.Policy, ErrorReason.Protocol] },
    };

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Contract_NotTheSites_IsRefusedBeforeAnyKey(string how, ErrorReason[] reasons)
    {
        using var coordinator = Coordinator(contract => Lies.Change(how, contract));
        coordinator.Offer();
        var message = await coordinator.NextAsync("s1");
        Assert.True(message.Refusal is not null, $"sent {message.MessageCase}");
        Assert.Contains(message.Refusal.Problem.Reason, reasons);
    }

    private static async Task AssertEndedAsync(HostileCoordinator coordinator, params ErrorReason[] reasons)
    {
        foreach (var site in coordinator.Sites) await coordinator.AssertRefusedAsync(site, reasons);
        foreach (var site in coordinator.Sites) coordinator.AssertNoTally(site);
    }
}
