using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Quantiles outside the open profile: patients on each side, the variable's step, the grid with its bound.</summary>
public sealed class QuantileRuleTests
{
    [Fact]
    public void Quantile_WithFourPatientsOnOneSide_IsNotShown()
    {
        // 686 patients: 0.5 % leaves 3.4 of them below, 99.5 % as many above.
        var result = Guarded.Load("gbsg").Ask("quantile(~ age, data = gbsg, probs = c(0.005, 0.01, 0.5, 0.99, 0.995))");
        Assert.Equal([0u, 4u], result.Tidy.Columns.Single(c => c.Name == "value").Missing);
        Assert.Equal(["primary", "primary"], result.Tidy.Columns.Single(c => c.Name == "suppressed").Texts.Values.Where(t => t.Length > 0));
    }

    [Theory]
    [InlineData(Resolution.Exact)]
    [InlineData(Resolution.Grid)]
    public void Quantile_LiesOnTheStepWithinItsBound(Resolution resolution)
    {
        var exact = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam");
        var guarded = Guarded.Load("rotterdam");
        guarded.Terms.Resolution = resolution;
        const string Call = "quantile(~ pgr, data = rotterdam, probs = c(0.11, 0.25, 0.37, 0.5, 0.75, 0.9), type = 6)";
        double[] truth = [.. Values(exact.Ask(Call))], shown = [.. Values(guarded.Ask(Call))];
        Assert.All(shown, v => Assert.Equal(Math.Floor(v), v));
        // Steps of 1; on the grid 200 classes over the range of pgr, 0 to 5004.
        var bound = resolution == Resolution.Exact ? 0.5 : 13;
        Assert.All(truth.Zip(shown), p => Assert.InRange(p.Second, p.First - bound, p.First + bound));
        Assert.Contains(truth.Zip(shown), p => p.First != p.Second);
    }

    private static Google.Protobuf.Collections.RepeatedField<double> Values(Result result) => result.Tidy.Columns.Single(c => c.Name == "value").Numbers.Values;
}
