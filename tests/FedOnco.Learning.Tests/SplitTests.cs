using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Learning.Tests;

/// <summary>The same patients at other centres give the same model: trees to the last bit, linear models to the last digits.</summary>
public sealed class SplitTests
{
    [Theory]
    [InlineData("rotterdam", "train(recur ~ . - pid - rtime - dtime - death, data = rotterdam, model = gbdt(trees = 10, depth = 4))")]
    [InlineData("rotterdam", "train(age ~ size + nodes + grade + meno, data = rotterdam, model = gbdt(trees = 10, depth = 3, leaves = 5))")]
    [InlineData("rotterdam", "train(Surv(dtime, death) ~ age + size + nodes + grade, data = rotterdam, model = gbdt(trees = 10, depth = 3))")]
    [InlineData("lung", "train(Surv(time, status) ~ age + sex + ph.ecog + wt.loss + meal.cal, data = lung, model = gbdt(trees = 8, depth = 2, min_leaf = 12))")]
    public void Train_Gbdt_IsTheSameForAnySplit(string dataset, string call)
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), dataset);
        var alone = centres.Resplit(_ => "only").Answer(call);
        Assert.True(alone.Model.Trees.Trees.Sum(t => t.Feature.Count(f => f >= 0)) > 10);
        for (var seed = 1; seed <= 4; seed++)
        {
            var split = Resplit(centres, seed).Answer(call);
            Assert.Equal(alone.Model, split.Model);
            AssertGlance(alone, split, 1e-12);
        }
    }

    [Theory]
    [InlineData("rotterdam", "train(recur ~ age + size + nodes + grade, data = rotterdam, model = elastic_net(lambda = 0.02))")]
    [InlineData("lung", "train(ph.karno ~ age + sex + wt.loss + meal.cal, data = lung, model = elastic_net(alpha = 0.5, lambda = 0.3))")]
    [InlineData("lung", "train(Surv(time, status) ~ age + sex + ph.ecog + wt.loss + meal.cal, data = lung, model = cox_net(lambda = 0.02))")]
    public void Train_LinearModel_IsTheSameForAnySplit(string dataset, string call)
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), dataset);
        var alone = centres.Resplit(_ => "only").Answer(call);
        for (var seed = 1; seed <= 3; seed++)
        {
            var split = Resplit(centres, seed).Answer(call);
            Assert.Equal(alone.Model.Inputs, split.Model.Inputs);
            for (var j = 0; j < alone.Model.Linear.Coefficients.Count; j++) Assert.Equal(alone.Model.Linear.Coefficients[j], split.Model.Linear.Coefficients[j], 1e-9 * (1 + Math.Abs(alone.Model.Linear.Coefficients[j])));
            AssertGlance(alone, split, 1e-8);
        }
    }

    private static Centres Resplit(Centres centres, int seed)
    {
        var random = new Random(seed);
        return centres.Resplit(_ => $"{(char)('a' + random.Next(1 + (seed * 3)))}");
    }

    private static void AssertGlance(Result expected, Result actual, double tolerance)
    {
        foreach (var (a, b) in expected.Glance.Zip(actual.Glance).Where(p => p.First.ValueCase == GlanceEntry.ValueOneofCase.Number && p.First.Name != "kkt"))
        {
            Assert.Equal(a.Name, b.Name);
            Assert.True(Math.Abs(a.Number - b.Number) <= tolerance * (1 + Math.Abs(a.Number)), $"{a.Name}: {a.Number:R} and {b.Number:R}");
        }
    }
}
