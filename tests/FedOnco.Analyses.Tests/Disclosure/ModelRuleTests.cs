using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Models that rest on few patients by their size, by one row, or by their weights.</summary>
public sealed class ModelRuleTests
{
    [Theory]
    // 60 patients: 20 coefficients at most.
    [InlineData("lm(y ~ poly(x, 2, raw = TRUE), data = d)", "answered")]
    [InlineData("lm(y ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8, data = d)", "answered")]
    [InlineData("lm(y ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11 + x12 + x13 + x14 + x15 + x16 + x17 + x18 + x19 + x20, data = d)", "DISCLOSURE")]
    // 20 events: 6 coefficients at most.
    [InlineData("coxph(Surv(time, event) ~ x1 + x2 + x3 + x4 + x5 + x6, data = d)", "answered")]
    [InlineData("coxph(Surv(time, event) ~ x1 + x2 + x3 + x4 + x5 + x6 + x7, data = d)", "DISCLOSURE")]
    // One value lies far from all others: that patient decides the slope.
    [InlineData("lm(y ~ far, data = d)", "DISCLOSURE")]
    [InlineData("glm(event ~ far, data = d, family = binomial)", "DISCLOSURE")]
    [InlineData("coxph(Surv(time, event) ~ far, data = d)", "DISCLOSURE")]
    // A penalty hides neither.
    [InlineData("coxph(Surv(time, event) ~ ridge(far, theta = 1e6, scale = FALSE), data = d)", "DISCLOSURE")]
    [InlineData("coxph(Surv(time, event) ~ ridge(near, theta = 10, scale = FALSE), data = d)", "answered")]
    [InlineData("coxph(Surv(time, event) ~ ridge(x1, x2, x3, x4, x5, x6, x7, theta = 10, scale = FALSE), data = d)", "DISCLOSURE")]
    // All weight on one patient.
    [InlineData("lm(y ~ x, data = d, weights = heavy)", "DISCLOSURE")]
    [InlineData("lm(y ~ x, data = d, weights = even)", "answered")]
    public void Model_OnFewPatients_IsRefused(string call, string outcome) => Assert.Equal(outcome, Patients().Outcome(call));

    [Fact]
    public void Leverage_OfEveryRow_IsThatOfThePooledModel()
    {
        // R: sum(hatvalues(lm(y ~ far)) > 0.5) is 1.
        var centres = Patients();
        centres.Terms = new DisclosureTerms { Profile = Profile.Default, Resolution = Resolution.Grid, MinimumPatients = 1, MinimumSites = 1, Differencing = Differencing.Pairwise };
        Assert.Equal("DISCLOSURE", centres.Outcome("lm(y ~ far, data = d)"));
        Assert.Equal("answered", centres.Outcome("lm(y ~ near, data = d)"));
    }

    [Theory]
    [InlineData(1e-3, 0, false)]
    [InlineData(1, 1, true)]
    public void Weights_NearlyAllOnOneRow_DoNotLeave(double others, double last, bool leaves)
    {
        var step = new Weighted([.. Enumerable.Repeat(others, 99), last == 0 ? 1000 : last]);
        var run = new SiteRun("s", new Nothing(), null);
        if (leaves) WeightGuard.Require(step, run);
        else Assert.Equal(ErrorReason.Disclosure, Assert.Throws<FedOncoException>(() => WeightGuard.Require(step, run)).Reason);
    }

    [Fact]
    public void Weights_ThatVanished_DoNotLeave() =>
        Assert.Throws<FedOncoException>(() => WeightGuard.Require(new Weighted(new double[50]), new SiteRun("s", new Nothing(), null)));

    private static Centres Patients()
    {
        string[] header = ["id", "y", "x", "far", "near", "heavy", "even", "time", "event", .. Enumerable.Range(1, 20).Select(k => $"x{k}")];
        var rows = Enumerable.Range(0, 60).GroupBy(i => $"s{i % 3}").ToDictionary(g => g.Key, g => g.Select(i => (string[])
        [
            $"{i}", $"{(i * 17) % 41}", $"{(i * 7) % 23}", i == 30 ? "1000" : $"{i % 5}", $"{i % 5}", i == 30 ? "1000" : "1", $"{1 + (i % 3)}", $"{10 + ((i * 13) % 60)}", i % 3 == 0 ? "1" : "0",
            .. Enumerable.Range(1, 20).Select(k => $"{((i * i * k) + (i * (31 + k))) % (37 + (2 * k))}"),
        ]).ToList());
        var centres = Centres.Of("d", header, rows);
        centres.Terms = Guarded.Default;
        return centres;
    }

    private sealed class Weighted(double[] weights) : IWeightedStep
    {
        public double[] WeightsOf(SiteRun run) => weights;
    }

    private sealed class Nothing : IColumnSource
    {
        public int Rows => 0;

        public ReadOnlyMemory<double> Column(string name) => default;
    }
}
