using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.BadInput;

/// <summary>Fits whose best means lie at the border of possible ones: R ends there with a warning and a number that depends on its start.</summary>
public sealed class BorderOfMeansTests
{
    // Counts 0, 1, 4, 9, ... of 0, 1, 2, 3, ...: a straight line has a negative mean at 0. Rare ones have coefficients near 0 as well.
    [Theory]
    [InlineData("square")]
    [InlineData("rare")]
    public void Glm_BestMeansAtTheBorder_IsRefusedByName(string counts)
    {
        var fault = Assert.Throws<FedOncoException>(() => Cohort().Answer($"glm({counts} ~ x, data = d, family = poisson(identity))"));
        Assert.Equal(ErrorReason.NoConvergence, fault.Reason);
        Assert.Contains("link", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Glm_BestMeansWithinTheBorder_IsAnswered() => Assert.Equal(2, Cohort().Answer("glm(square ~ x, data = d, family = poisson(identity), subset = x > 1)").Tidy.Columns[0].Texts.Values.Count);

    private static Centres Cohort()
    {
        var rows = new Dictionary<string, List<string[]>> { ["a"] = [], ["b"] = [] };
        for (var i = 0; i < 4000; i++)
        {
            var x = i % 8;
            rows[i % 2 == 0 ? "a" : "b"].Add([$"{x}", $"{x * x}", x == 7 && i / 8 % 50 == 0 ? "1" : "0"]);
        }

        return Centres.Of("d", ["x", "square", "rare"], rows);
    }
}
