using System.Globalization;
using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Properties;

/// <summary>Counts in the thousands and millions: the rounding of their deviance is larger than what the last steps of a fit change.</summary>
public sealed class LargeCountTests
{
    [Theory]
    [InlineData("poisson", 3e3)]
    [InlineData("poisson", 1e6)]
    [InlineData("poisson(identity)", 3e3)]
    [InlineData("poisson(identity)", 1e6)]
    [InlineData("quasipoisson", 1e6)]
    public void Glm_LargeCounts_SolvesItsScoreEquations(string family, double size)
    {
        for (var seed = 0; seed < 40; seed++) Solve(family, size, seed);
    }

    private static void Solve(string family, double size, int seed)
    {
        var random = new Random(seed);
        var rows = new Dictionary<string, List<string[]>>();
        List<(double X, double Y)> patients = [];
        for (var i = 0; i < 60; i++)
        {
            double x = Math.Round(random.NextDouble() * 2, 2), y = Math.Round(size * (1 + (0.3 * x)) * (1 + (0.02 * (random.NextDouble() - 0.5))));
            patients.Add((x, y));
            if (!rows.TryGetValue($"s{i % 5}", out var list)) rows[$"s{i % 5}"] = list = [];
            list.Add([x.ToString(CultureInfo.InvariantCulture), y.ToString(CultureInfo.InvariantCulture)]);
        }

        var b = Centres.Of("d", ["x", "y"], rows).Answer($"glm(y ~ x, data = d, family = {family})").Tidy.Columns.Single(c => c.Name == "estimate").Numbers.Values;
        var isIdentity = family.Contains("identity", StringComparison.Ordinal);
        double MeanOf(double x) => isIdentity ? b[0] + (b[1] * x) : Math.Exp(b[0] + (b[1] * x));
        // Of the log link the weight is the mean; of the identity it is 1 / mean.
        double ScoreOf((double X, double Y) p) => (p.Y - MeanOf(p.X)) / (isIdentity ? MeanOf(p.X) : 1);
        var scale = patients.Sum(p => Math.Abs(ScoreOf(p)));
        Assert.Equal(0, patients.Sum(ScoreOf), 1e-8 * scale);
        Assert.Equal(0, patients.Sum(p => p.X * ScoreOf(p)), 1e-8 * scale);
    }
}
