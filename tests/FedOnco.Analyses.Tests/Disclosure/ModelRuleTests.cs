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
    // A model inside another analysis is a model.
    [InlineData("iptw(arm ~ far, data = d)", "DISCLOSURE")]
    [InlineData("iptw(arm ~ near, data = d)", "answered")]
    [InlineData("lm(y ~ far, data = d, weights = iptw(arm ~ near))", "DISCLOSURE")]
    [InlineData("lm(y ~ near, data = d, weights = iptw(arm ~ near))", "answered")]
    [InlineData("coxph(Surv(time, factor(state)) ~ far, data = d, id = id)", "DISCLOSURE")]
    [InlineData("coxph(Surv(time, factor(state)) ~ near, data = d, id = id)", "answered")]
    [InlineData("pexp(Surv(time, event) ~ far, data = d)", "DISCLOSURE")]
    [InlineData("pexp(Surv(time, event) ~ near, data = d)", "answered")]
    [InlineData("train(y ~ far, data = d, model = elastic_net(lambda = 0))", "DISCLOSURE")]
    [InlineData("train(y ~ near, data = d, model = elastic_net(lambda = 0))", "answered")]
    // All weight on one patient.
    [InlineData("lm(y ~ x, data = d, weights = heavy)", "DISCLOSURE")]
    [InlineData("lm(y ~ x, data = d, weights = even)", "answered")]
    // The same without a column that a leverage could be large in.
    [InlineData("lm(y ~ 1, data = d, weights = heavy)", "DISCLOSURE")]
    [InlineData("lm(y ~ 1, data = d, weights = even)", "answered")]
    // A weight of 8 alone, and an outlier alone, are none that decides; together they are.
    [InlineData("lm(y ~ x, data = d, weights = double)", "answered")]
    [InlineData("lm(y ~ aside, data = d)", "answered")]
    [InlineData("lm(y ~ aside, data = d, weights = double)", "DISCLOSURE")]
    // Waves have the same leverage at every patient, so that only their number counts: 20 coefficients of 60 patients.
    [InlineData("lm(y ~ c1 + s1 + c2 + s2 + c3 + s3 + c4 + s4 + c5 + s5 + c6 + s6 + c7 + s7 + c8 + s8 + c9 + s9 + c10, data = d)", "answered")]
    [InlineData("lm(y ~ c1 + s1 + c2 + s2 + c3 + s3 + c4 + s4 + c5 + s5 + c6 + s6 + c7 + s7 + c8 + s8 + c9 + s9 + c10 + s10, data = d)", "DISCLOSURE")]
    // Each of two further categories has its own: 2 x 10 are as many as may be, 2 x 11 are not.
    [InlineData("multinom(group ~ c1 + s1 + c2 + s2 + c3 + s3 + c4 + s4 + c5 + s5, data = d)", "DISCLOSURE")]
    public void Model_OnFewPatients_IsRefused(string call, string outcome) => Assert.Equal(outcome, Patients().Outcome(call));

    [Fact]
    public void Model_WithNineResidualDegreesOfFreedom_IsRefused()
    {
        // 12 patients: 3 coefficients are a third and fewer, and leave 9.
        var centres = Patients(12);
        Assert.Equal("answered", centres.Outcome("lm(y ~ c1, data = d)"));
        Assert.Equal("DISCLOSURE", Patients(12).Outcome("lm(y ~ c1 + s1, data = d)"));
    }

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
        var run = new SiteRun("s", new Nothing());
        if (leaves) WeightGuard.Require(step, run);
        else Assert.Equal(ErrorReason.Disclosure, Assert.Throws<FedOncoException>(() => WeightGuard.Require(step, run)).Reason);
    }

    [Fact]
    public void Weights_ThatVanished_DoNotLeave() =>
        Assert.Throws<FedOncoException>(() => WeightGuard.Require(new Weighted(new double[50]), new SiteRun("s", new Nothing())));

    private static Centres Patients(int patients = 60)
    {
        string[] header = ["id", "y", "x", "far", "near", "heavy", "even", "time", "event", "aside", "double", "group", "state", "arm", .. Enumerable.Range(1, 20).Select(k => $"x{k}"), .. Enumerable.Range(1, 10).Select(k => $"c{k}"), .. Enumerable.Range(1, 10).Select(k => $"s{k}")];
        var rows = Enumerable.Range(0, patients).GroupBy(i => $"s{i % 3}").ToDictionary(g => g.Key, g => g.Select(i => (string[])
        [
            $"{i}", $"{(i * 17) % 41}", $"{(i * 7) % 23}", i == 30 ? "1000" : $"{i % 5}", $"{i % 5}", i == 30 ? "1000" : "1", $"{1 + (i % 3)}", $"{10 + ((i * 13) % 60)}", i % 3 == 0 ? "1" : "0",
            i == 30 ? "10" : $"{i % 5}", i == 30 ? "8" : "1", $"g{((i * i) + (i / 20)) % 3}", $"{i % 3}", $"{i / 3 % 2}",
            .. Enumerable.Range(1, 20).Select(k => $"{((i * i * k) + (i * (31 + k))) % (37 + (2 * k))}"),
            .. Enumerable.Range(1, 10).Select(k => Wave(Math.Cos(2 * Math.PI * k * i / patients))), .. Enumerable.Range(1, 10).Select(k => Wave(Math.Sin(2 * Math.PI * k * i / patients))),
        ]).ToList());
        var centres = Centres.Of("d", header, rows);
        centres.Terms = Guarded.Default;
        return centres;
    }

    private static string Wave(double value) => value.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);

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
