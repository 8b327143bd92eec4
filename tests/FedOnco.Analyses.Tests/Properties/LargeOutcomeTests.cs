using System.Globalization;
using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Properties;

/// <summary>Robust variances of an outcome that is large beside its range or its residuals, in a model without an intercept: of one coefficient they have a closed form.</summary>
public sealed class LargeOutcomeTests
{
    // Rows that a cluster has; every row has another centre than the one before it.
    private const int Together = 6;
    private const int Sites = 3;

    [Theory]
    [InlineData("HC0", 1e8, 100, false)]
    [InlineData("HC1", 1e8, 1, false)]
    [InlineData("HC3", 1e8, 100, false)]
    [InlineData("HC3", 1e8, 1, false)]
    [InlineData("HC3", 1e9, 1, false)]
    [InlineData("HC3", 1e8, 100, true)]
    [InlineData("HC3", 1, 1, true)]
    [InlineData("HC1", 1e8, 1, true)]
    [InlineData("HC3", 1e8, 1, true)]
    [InlineData("HC3", 1e9, 1, true)]
    [InlineData("CL", 1e8, 1, true)]
    [InlineData("CL", 1e8, 1, false)]
    [InlineData("CL", 1e9, 1, false)]
    [InlineData("CL", 1, 1, true)]
    public void Lm_WithoutIntercept_HasTheErrorOfItsFormula(string kind, double size, double range, bool isProportional)
    {
        var patients = RowsOf(size, range, isProportional);
        var rows = new Dictionary<string, List<string[]>>();
        for (var i = 0; i < patients.Count; i++)
        {
            if (!rows.TryGetValue($"s{i % Sites}", out var list)) rows[$"s{i % Sites}"] = list = [];
            list.Add([Text(patients[i].X), Text(patients[i].Y), (i / Together).ToString(CultureInfo.InvariantCulture)]);
        }

        var answer = Centres.Of("d", ["x", "y", "k"], rows).Answer($"lm(y ~ x - 1, data = d, {(kind == "CL" ? "cluster = k" : $"vcov = \"{kind}\"")})");
        double xx = patients.Sum(p => p.X * p.X), b = patients.Sum(p => p.X * p.Y) / xx, n = patients.Count;
        double ScoreOf((double X, double Y) p) => p.X * (p.Y - (b * p.X)) / (kind == "HC3" ? 1 - (p.X * p.X / xx) : 1);
        // A cluster is the rows of one value at one centre.
        var clusters = patients.Select((p, i) => (Key: (i / Together, i % Sites), Score: ScoreOf(p))).GroupBy(p => p.Key, p => p.Score).Select(g => g.Sum()).ToList();
        var meat = kind == "CL" ? clusters.Sum(c => c * c) : patients.Sum(p => ScoreOf(p) * ScoreOf(p));
        var factor = kind switch { "HC1" => n / (n - 1), "CL" => clusters.Count / (clusters.Count - 1.0), _ => 1 };
        double error = Math.Sqrt(factor * meat) / xx, estimate = Number("estimate"), given = Number("std.error");
        Assert.Equal(b, estimate, 1e-12 * b);
        Assert.Equal(error, given, 1e-6 * error);

        double Number(string column) => answer.Tidy.Columns.Single(c => c.Name == column).Numbers.Values[0];
    }

    /// <summary>Outcomes about one size, or about a multiple of x, within a range.</summary>
    private static List<(double X, double Y)> RowsOf(double size, double range, bool isProportional)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, 90).Select(_ =>
        {
            var x = Math.Round(1 + random.NextDouble(), 3);
            return (x, Math.Round((size * (isProportional ? x : 1)) + (range * random.NextDouble()), 3));
        })];
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
