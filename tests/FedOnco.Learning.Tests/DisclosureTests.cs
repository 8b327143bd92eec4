using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Learning.Tests;

/// <summary>What becomes of trainings under the default policy.</summary>
public sealed class DisclosureTests
{
    [Theory]
    [InlineData("train(recur ~ age + nodes + size, data = rotterdam, model = gbdt(trees = 2, depth = 3))", null)]
    [InlineData("train(recur ~ age + nodes + size, data = rotterdam, model = elastic_net())", null)]
    [InlineData("train(Surv(dtime, death) ~ age + nodes + size, data = rotterdam, model = cox_net())", null)]
    [InlineData("train(recur ~ age + nodes + size, data = rotterdam, model = mlp(hidden = 2), rounds = 2)", null)]
    // 14 patients, 2 of them without the outcome.
    [InlineData("train(recur ~ age, data = rotterdam, subset = nodes == 14 & age > 50, model = gbdt(trees = 1))", ErrorReason.Disclosure)]
    // Too few patients with the outcome are held out.
    [InlineData("train(recur ~ age + nodes, data = rotterdam, model = gbdt(trees = 1), validation = 0.005)", ErrorReason.Disclosure)]
    // Few with it, or few without it, though the others are many.
    [InlineData("train(I(nodes > 10) ~ age, data = rotterdam, model = gbdt(trees = 1), validation = 0.02)", ErrorReason.Disclosure)]
    [InlineData("train(I(nodes <= 10) ~ age, data = rotterdam, model = gbdt(trees = 1), validation = 0.02)", ErrorReason.Disclosure)]
    [InlineData("train(I(nodes > 10) ~ age, data = rotterdam, model = gbdt(trees = 1), validation = 0.3)", null)]
    // A level of a condition with few patients.
    [InlineData("train(recur ~ age + I(nodes > 32), data = rotterdam, model = gbdt(trees = 1))", ErrorReason.Disclosure)]
    [InlineData("train(recur ~ age + I(nodes > 32), data = rotterdam, model = elastic_net())", ErrorReason.Disclosure)]
    [InlineData("train(Surv(dtime, death) ~ age + I(nodes > 32), data = rotterdam, model = cox_net())", ErrorReason.Disclosure)]
    [InlineData("train(recur ~ age + I(nodes > 32), data = rotterdam, model = mlp(hidden = 2), rounds = 2)", ErrorReason.Disclosure)]
    // Few patients are held out, whatever their outcome is.
    [InlineData("train(nodes ~ age, data = rotterdam, model = gbdt(trees = 1), validation = 0.002)", ErrorReason.Disclosure)]
    [InlineData("train(nodes ~ age, data = rotterdam, model = gbdt(trees = 1), validation = 0.02)", null)]
    // A constant between two values.
    [InlineData("train(recur ~ age + I(nodes > 3.5), data = rotterdam, model = gbdt(trees = 1))", ErrorReason.Policy)]
    [InlineData("train(recur ~ age + site, data = rotterdam, model = gbdt(trees = 1))", ErrorReason.Policy)]
    [InlineData("train(recur ~ pid, data = rotterdam, model = gbdt(trees = 1))", ErrorReason.Policy)]
    public void Ask_UnderTheDefaultPolicy_HasItsOutcome(string call, ErrorReason? expected)
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam");
        centres.Terms = Default;
        Assert.Equal(expected, ReasonOf(() => centres.Ask(call)));
    }

    [Fact]
    public void Ask_TwoCentres_IsRefused()
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam").Resplit(i => i % 2 == 0 ? "a" : "b");
        centres.Terms = Default;
        centres.Terms.MinimumSites = 2;
        Assert.Equal(ErrorReason.Policy, ReasonOf(() => centres.Ask("train(recur ~ age, data = rotterdam, model = gbdt(trees = 1))")));
    }

    /// <summary>Classes of the first histogram hold the minimum of patients each.</summary>
    [Fact]
    public void Train_ClassesOfNumbers_HoldTheMinimum()
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam");
        centres.Terms = Default;
        var (_, federation) = centres.Run("train(recur ~ age + nodes + pgr + er, data = rotterdam, model = gbdt(trees = 1, depth = 2, min_leaf = 1, cuts = 250))");
        var patients = federation.Sums.First(s => s.Step.Layout.Blocks.Any(b => b.Name == "patients") && s.Step.Layout.Blocks.Any(b => b.Name == "gradients")).Total.Block("patients").ToArray();
        Assert.True(patients.Length > 100);
        Assert.DoesNotContain(patients, n => n is > 0 and < 11);
    }

    /// <summary>A model tells apart who lacks a value only where enough patients do: 6 lack age, 30 lack nodes.</summary>
    [Theory]
    [InlineData("train(recur ~ age + nodes, data = rotterdam, model = elastic_net())")]
    [InlineData("train(Surv(dtime, death) ~ age + nodes, data = rotterdam, model = cox_net())")]
    [InlineData("train(recur ~ age + nodes, data = rotterdam, model = mlp(hidden = 2), rounds = 2)")]
    public void Model_OfNumbersThatFewLack_HasNoInputForThem(string call)
    {
        var (ages, nodes) = (0, 0);
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam").With("age", v => ages++ % 497 == 0 ? "" : v).With("nodes", v => nodes++ % 99 == 0 ? "" : v);
        centres.Terms = Default;
        var model = centres.Run(call).Result.Model;
        var lacking = model.Inputs.Where(i => i.Level == -2).Select(i => model.Features[(int)i.Feature].Name);
        Assert.Equal(["nodes"], lacking);
    }

    private static DisclosureTerms Default => new() { Profile = Profile.Default, Resolution = Resolution.Grid, MinimumPatients = 11, MinimumSites = 3, Differencing = Differencing.Pairwise };

    private static ErrorReason? ReasonOf(Action ask)
    {
        try
        {
            ask();
            return null;
        }
        catch (FedOncoException fault)
        {
            return fault.Reason;
        }
    }
}
