using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Properties;

/// <summary>All at risk die, then others enter: the curve is 0 from there, whatever rounding the sums of weights leave.</summary>
public sealed class EmptiedRiskSetTests
{
    [Fact]
    public void Survfit_AllAtRiskDieBeforeOthersEnter_IsZeroWithoutError()
    {
        // Weights whose sums do not cancel in doubles: 0.1 + 0.2 is not 0.3.
        string[][] early = [["0", "3", "1", "0.1"], ["0", "5", "1", "0.2"], ["1", "5", "1", "0.3"]];
        string[][] late = [["6", "8", "1", "0.7"], ["6", "9", "0", "0.1"], ["7", "9", "1", "0.3"]];
        var centres = Centres.Of("d", ["start", "stop", "event", "w"], new Dictionary<string, List<string[]>> { ["a"] = [.. early, late[0]], ["b"] = [.. late[1..]] });
        var tidy = centres.Answer("survfit(Surv(start, stop, event) ~ 1, data = d, weights = w)").Tidy;
        TableColumn Of(string name) => tidy.Columns.Single(c => c.Name == name);
        Assert.Equal([3.0, 5, 8, 9], Of("time").Numbers.Values);
        Assert.Equal(5.0 / 6, Of("estimate").Numbers.Values[0], 1e-12);
        Assert.Equal([0.0, 0, 0], Of("estimate").Numbers.Values.Skip(1));
        // One of weight 0.1 of 0.6 dies: influences -0.1 / 0.5 + 0.1 L and 0.2 L, 0.3 L with L = 0.1 / (0.6 * 0.5).
        Assert.Equal(Math.Sqrt(Math.Pow((0.1 / 3) - 0.2, 2) + Math.Pow(0.2 / 3, 2) + Math.Pow(0.1, 2)), Of("std.error").Numbers.Values[0], 1e-12);
        Assert.Equal([1u, 2, 3], Of("std.error").Missing);
    }
}
