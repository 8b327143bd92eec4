using System.Globalization;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Properties;

/// <summary>
/// Fits whose predictor sets no bound to a row's deviance: what a step may come to at most is the bound of its sum, so that a small deviance
/// keeps its digits, and a site beyond it says only that.
/// </summary>
public sealed class DevianceDigitsTests
{
    private const int Rows = 60;
    private const int Sites = 5;

    [Theory]
    [InlineData("gaussian(log)")]
    [InlineData("gaussian(inverse)")]
    public void Glm_OutcomesCloseToTheirMeans_HasTheDevianceOfItsCoefficients(string family)
    {
        var centres = Close(family, 1e-5);
        var federated = centres.Answer($"glm(y ~ x, data = d, family = {family})");
        var pooled = centres.Resplit(_ => "only").Answer($"glm(y ~ x, data = d, family = {family})");
        var b = federated.Tidy.Columns.Single(c => c.Name == "estimate").Numbers.Values;
        var expected = RowsOf(family, 1e-5).Sum(r => Math.Pow(r.Y - Mean(family, b[0] + (b[1] * r.X)), 2));
        Assert.InRange(expected, 1e-10, 1e-8);
        Assert.Equal(expected, Deviance(federated), 1e-8 * expected);
        Assert.Equal(Deviance(pooled), Deviance(federated), 1e-8 * expected);
    }

    [Theory]
    [InlineData("poisson(identity)")]
    [InlineData("Gamma(inverse)")]
    [InlineData("Gamma(identity)")]
    [InlineData("gaussian(log)")]
    [InlineData("gaussian(inverse)")]
    public async Task Step_WithTheLimitAsItsBound_IsTakenUpToItAndNotBeyond(string family)
    {
        var centres = Close(family, 1e-2);
        var call = $"glm(y ~ x, data = d, family = {family})";
        var federated = centres.Run(call).Federation;
        var pooled = centres.Resplit(_ => "only").Run(call).Federation;
        var (last, total) = federated.Sums.Last(s => s.Step is GlmStep);
        var (model, b) = (((GlmStep)last).Model, ((GlmStep)last).Coefficients);
        var units = model.Units.Deviance;
        var unlimited = GlmStep.Create(model, b);
        var exact = (await pooled.SumAsync(unlimited, TestContext.Current.CancellationToken)).Scalar("deviance");
        Assert.Equal(exact, total.Scalar("deviance"), 1e-8 * exact);

        var limited = GlmStep.Create(model, b, exact / units);
        Assert.True(BitsOf(limited) >= BitsOf(unlimited) + 10, $"{BitsOf(limited)} bits with a limit, {BitsOf(unlimited)} without");
        foreach (var federation in new[] { federated, pooled })
        {
            var taken = await federation.SumAsync(limited, TestContext.Current.CancellationToken);
            Assert.Equal(0, taken.Scalar("beyond"));
            Assert.Equal(exact, taken.Scalar("deviance"), 1e-8 * exact);
        }

        // One centre alone is beyond a limit a millionth lower; each of several holds a part of it only.
        var lower = GlmStep.Create(model, b, exact / units * (1 - 1e-6));
        var beyond = await pooled.SumAsync(lower, TestContext.Current.CancellationToken);
        Assert.Equal(1, beyond.Scalar("beyond"));
        Assert.Equal(1, beyond.Values.ToArray().Sum(Math.Abs));
        var parts = await federated.SumAsync(lower, TestContext.Current.CancellationToken);
        Assert.Equal(0, parts.Scalar("beyond"));
        Assert.Equal(exact, parts.Scalar("deviance"), 1e-8 * exact);
    }

    [Theory]
    [InlineData("gaussian(log)")]
    [InlineData("Gamma(inverse)")]
    public void Glm_ColumnSmallBesideItsBounds_IsThatOfTheColumnAlone(string family)
    {
        // One patient, who is not asked about, gives the column its range.
        var wide = Close(family, 1e-2, far: 100_000);
        var federated = wide.Answer($"glm(y ~ x, data = d, family = {family}, subset = x < 5)");
        var pooled = Close(family, 1e-2).Resplit(_ => "only").Answer($"glm(y ~ x, data = d, family = {family})");
        foreach (var column in new[] { "estimate", "std.error", "statistic" })
        {
            var expected = pooled.Tidy.Columns.Single(c => c.Name == column).Numbers.Values;
            var values = federated.Tidy.Columns.Single(c => c.Name == column).Numbers.Values;
            for (var j = 0; j < expected.Count; j++) Assert.Equal(expected[j], values[j], 1e-8 * Math.Abs(expected[j]));
        }

        Assert.Equal(Deviance(pooled), Deviance(federated), 1e-8 * Deviance(pooled));
    }

    private static int BitsOf(Step step) => step.Layout.Blocks.Single(b => b.Name == "deviance").FractionBits;

    private static double Deviance(Result result) => result.Glance.Single(g => g.Name == "deviance").Number;

    private static double Mean(string family, double eta) => family.Contains("log", StringComparison.Ordinal) ? Math.Exp(eta) : family.Contains("inverse", StringComparison.Ordinal) ? 1 / eta : eta;

    /// <summary>Outcomes that deviate from a mean by this share of it at most; counts in the thousands, rounded.</summary>
    private static List<(double X, double Y)> RowsOf(string family, double share)
    {
        var random = new Random(11);
        var isCount = family.StartsWith("poisson", StringComparison.Ordinal);
        var rows = new List<(double, double)>();
        for (var i = 0; i < Rows; i++)
        {
            var x = Math.Round(random.NextDouble() * 2, 2);
            var eta = isCount ? 3000 + (800 * x) : 0.5 + (0.3 * x);
            var y = Mean(family, eta) * (1 + (share * ((2 * random.NextDouble()) - 1)));
            rows.Add((x, isCount ? Math.Round(y) : Math.Round(y, 9)));
        }

        return rows;
    }

    private static Centres Close(string family, double share, double far = double.NaN)
    {
        var rows = new Dictionary<string, List<string[]>>();
        var i = 0;
        foreach (var (x, y) in RowsOf(family, share))
        {
            var site = $"s{i++ % Sites}";
            if (!rows.TryGetValue(site, out var list)) rows[site] = list = [];
            list.Add([Text(x), Text(y)]);
        }

        if (!double.IsNaN(far)) rows["s0"].Add([Text(far), "1"]);
        return Centres.Of("d", ["x", "y"], rows);
    }

    private static string Text(double value) => value.ToString("0.#########", CultureInfo.InvariantCulture);
}
