using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Properties;

/// <summary>Components beyond the rank are exactly zero, by a stated rule.</summary>
public sealed class PrcompRankTests
{
    [Theory]
    [InlineData("rank", "prcomp(~ pos + neg + cnt, data = d, subset = site != \"c1\")", 2)]
    [InlineData("units", "prcomp(~ x + graded + I(x + graded) + other, data = d)", 3)]
    [InlineData("units", "prcomp(~ x + other + I(2 * x), data = d, scale. = TRUE)", 2)]
    [InlineData("units", "prcomp(~ x + near + other, data = d)", 3)]
    public void Prcomp_FewerDimensionsThanVariables_GivesExactZeros(string data, string call, int rank)
    {
        var deviations = Centres.Load(Path.Combine(Shared.Root(), "tests", "golden", "random", data, "data"), "d").Answer(call).Tidy.Columns.Single(c => c.Name == "std.dev").Numbers.Values;
        Assert.All(deviations.Take(rank), d => Assert.True(d > 0));
        Assert.All(deviations.Skip(rank), d => Assert.Equal(0, d));
    }

    [Fact]
    public void Prcomp_MoreVariablesThanRows_HasAsManyComponentsAsRows()
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "tests", "golden", "random", "units", "data"), "d");
        var tidy = centres.Answer("prcomp(~ x + near + other + graded, data = d, subset = x > 1.63)").Tidy;
        var n = centres.Answer("count(data = d, subset = x > 1.63)").Tidy.Columns[0].Numbers.Values[0];
        Assert.InRange(n, 2, 3);
        Assert.Equal(n, tidy.Columns[0].Numbers.Values.Count);
    }
}
