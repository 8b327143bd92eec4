using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>With strata(site) nothing by time leaves a centre: no block of any sum is as long as the times.</summary>
public sealed class SiteStrataTests
{
    private const string Risks = "Surv(ifelse(recur == 1, rtime, dtime), factor(ifelse(recur == 1, 1, ifelse(death == 1, 2, 0))))";

    [Theory]
    [InlineData("survdiff(Surv(dtime, death) ~ size + strata(site), data = rotterdam, trend = TRUE)")]
    [InlineData("pairwise_survdiff(Surv(dtime, death) ~ size + strata(site), data = rotterdam)")]
    [InlineData("finegray(" + Risks + " ~ age + nodes + strata(site), data = rotterdam)")]
    [InlineData("pyears(Surv(dtime, death) ~ size + strata(grade), data = rotterdam)")]
    public void Sums_StrataSite_HaveNoBlockByTime(string call)
    {
        var (_, federation) = Guarded.Load("rotterdam").Run(call);
        Assert.All(federation.Sums.Skip(1).SelectMany(s => s.Step.Layout.Blocks), b => Assert.InRange(b.Length, 0u, 12u));
    }

    [Fact]
    public void Sums_GrayStrataSite_AddsScoresOnly()
    {
        var (_, federation) = Guarded.Load("rotterdam").Run($"cuminc({Risks} ~ hormon + strata(site), data = rotterdam)");
        Assert.Equal(["score", "variance"], federation.Sums[^1].Step.Layout.Blocks.Select(b => b.Name));
        Assert.All(federation.Sums[^1].Step.Layout.Blocks, b => Assert.InRange(b.Length, 1u, 8u));
    }
}
