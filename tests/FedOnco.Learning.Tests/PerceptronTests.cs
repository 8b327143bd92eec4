using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Learning.Tests;

/// <summary>Every strategy learns, the same bits every time; what cannot go on ends by name.</summary>
public sealed class PerceptronTests
{
    [Theory]
    [InlineData("fedavg()")]
    [InlineData("fedprox(0.01)")]
    [InlineData("scaffold()")]
    [InlineData("fedadam()")]
    [InlineData("fedyogi()")]
    [InlineData("fedavgm(momentum = 0.5)")]
    public void Train_Mlp_EveryStrategyLearns(string strategy)
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam");
        var call = $"train(recur ~ age + size + nodes + grade + pgr + er, data = rotterdam, model = mlp(hidden = 8), strategy = {strategy}, rounds = 10, validation = 0.3)";
        var result = centres.Answer(call);
        Assert.InRange(Number(result, "auc"), 0.66, 0.80);
        Assert.Equal(result, centres.Answer(call));
    }

    [Theory]
    [InlineData("train(Surv(dtime, death) ~ age + size + nodes + grade, data = rotterdam, model = mlp(hidden = 8, batch = 128), rounds = 40, validation = 0.3)", "concordance", 0.65, 0.80)]
    [InlineData("train(age ~ meno + size + nodes, data = rotterdam, model = mlp(hidden = 8), rounds = 10, validation = 0.3)", "r.squared", 0.5, 0.9)]
    public void Train_MlpOfOtherOutcomes_Learns(string call, string metric, double least, double most) =>
        Assert.InRange(Number(Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam").Answer(call), metric), least, most);

    [Fact]
    public void Train_MlpWithRounds_KeepsBestAndFinalModel()
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam");
        var result = centres.Answer("train(recur ~ age + nodes, data = rotterdam, model = mlp(hidden = 8, rate = 0.5, clip = 50), rounds = 12, validation = 0.3, seed = 3)");
        var losses = Enumerable.Range(0, 13).Select(i => result.Tidy.Columns[2].Numbers.Values[i]).ToList();
        var best = losses.IndexOf(losses.Min());
        Assert.Equal(best, Number(result, "best.round"));
        Assert.NotNull(result.FinalModel);
        Assert.Equal(best == 12, result.Model.Equals(result.FinalModel));
    }

    [Fact]
    public void Train_DivergingRun_EndsByName()
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam");
        var fault = Assert.Throws<FedOncoException>(() => centres.Answer("train(age ~ nodes + pgr, data = rotterdam, model = mlp(hidden = 32, rate = 10, clip = 10000, epochs = 5), rounds = 20)"));
        Assert.Equal(ErrorReason.Diverged, fault.Reason);
        Assert.Contains("smaller rate", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Only the large centre takes enough steps in a round to leave the range of numbers; the others' weights are finite.</summary>
    [Fact]
    public void Train_WeightsThatAreNoNumbersAtOneCentre_EndsByNameInThatRound()
    {
        const string call = "train(y ~ x, data = d, model = mlp(hidden = 8, rate = 10, clip = 10000, batch = 32, epochs = 5), rounds = 3";
        var random = new Random(1);
        string[] Row() => [$"{random.Next(100)}", $"{random.Next(100)}"];
        var centres = Centres.Of("d", ["x", "y"], new Dictionary<string, List<string[]>>
        {
            ["large"] = [.. Enumerable.Range(0, 20_000).Select(_ => Row())],
            ["small"] = [.. Enumerable.Range(0, 30).Select(_ => Row())],
            ["other"] = [.. Enumerable.Range(0, 30).Select(_ => Row())],
        });
        Assert.Contains("round 1", Message(centres, call + ")"), StringComparison.Ordinal);
        Assert.DoesNotContain("round 1", Message(centres, call + ", subset = site != \"large\")"), StringComparison.Ordinal);
    }

    private static string Message(Centres centres, string call)
    {
        try
        {
            centres.Answer(call);
            return "";
        }
        catch (FedOncoException fault)
        {
            Assert.Equal(ErrorReason.Diverged, fault.Reason);
            return fault.Message;
        }
    }

    private static double Number(Result result, string name) => result.Glance.Single(g => g.Name == name).Number;
}
