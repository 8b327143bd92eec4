using FedOnco.Analyses.Tests.Harness;

namespace FedOnco.Analyses.Tests.Properties;

/// <summary>The same outcome in another unit gives the same statistics; R's own rule ends at the first step for outcomes this small.</summary>
public sealed class OutcomeUnitTests
{
    [Theory]
    [InlineData("gaussian(log)")]
    [InlineData("gaussian(inverse)")]
    public void Glm_OutcomesABillionTimesSmaller_GivesTheSameSlopes(string family)
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "tests", "golden", "random", "units", "data"), "d");
        var usual = Statistics(centres, $"glm(unit ~ x + z, data = d, family = {family})");
        var tiny = Statistics(centres, $"glm(small ~ x + z, data = d, family = {family})");
        // The intercept of a log link moves with the unit.
        for (var j = 1; j < usual.Length; j++) Assert.Equal(usual[j], tiny[j], 1e-8 * Math.Max(1, Math.Abs(usual[j])));
    }

    private static double[] Statistics(Centres centres, string call) => [.. centres.Answer(call).Tidy.Columns.Single(c => c.Name == "statistic").Numbers.Values];
}
