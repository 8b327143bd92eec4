using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Learning.Tests;

/// <summary>Early stopping, cross-validation, benefit, and centres with unusual data.</summary>
public sealed class TrainTests
{
    private static Centres Rotterdam => Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), "rotterdam");

    [Fact]
    public void Train_Patience_StopsAndKeepsTheBestTrees()
    {
        var result = Rotterdam.Answer("train(recur ~ age + nodes + grade, data = rotterdam, model = gbdt(trees = 300, depth = 6, eta = 0.5, min_leaf = 5), validation = 0.3, patience = 5)");
        var best = (int)Number(result, "best.round");
        Assert.Equal(best, result.Model.Trees.Trees.Count);
        Assert.Equal(best + 5, result.FinalModel.Trees.Trees.Count);
        Assert.Equal(result.FinalModel.Trees.Trees.Take(best), result.Model.Trees.Trees);
    }

    [Theory]
    [InlineData("recur ~ age + nodes + grade", "auc")]
    [InlineData("Surv(dtime, death) ~ age + nodes + grade", "concordance")]
    [InlineData("age ~ nodes + grade + meno", "rmse")]
    public void Train_Folds_MeasuresEveryPart(string formula, string metric)
    {
        var result = Rotterdam.Answer($"train({formula}, data = rotterdam, model = gbdt(trees = 5, depth = 2), folds = 4)");
        var folds = result.Glance.Single(g => g.Name == "folds").Table;
        Assert.Equal(4, folds.Columns[1].Texts.Values.Count(m => m == metric));
        Assert.True(Number(result, "cv." + metric) > 0.5);
    }

    [Fact]
    public void Train_Benefit_ComparesWithEachCentresOwnModel()
    {
        var result = Rotterdam.Answer("train(recur ~ age + nodes + grade + size + pgr, data = rotterdam, model = gbdt(trees = 20, depth = 3), validation = 0.3, benefit = TRUE)");
        Assert.InRange(Number(result, "benefit.auc.within.federated"), 0.66, 0.80);
        Assert.InRange(Number(result, "benefit.auc.within.alone"), 0.60, 0.80);
        var table = result.Glance.Single(g => g.Name == "benefit" && g.Table is not null).Table;
        Assert.Equal(5, table.Columns[0].Texts.Values.Count);
        Assert.Equal(["site", "federated", "alone", "alone.fasttree", "alone.lightgbm", "alone.lbfgs"], table.Columns.Select(c => c.Name));
        // These centres run no other library: each counts as one without, and all its patients are alike.
        Assert.Equal(5, Number(result, "benefit.sites.without.own.lightgbm"));
        Assert.Equal(0.5, Number(result, "benefit.auc.within.alone.lightgbm"), 12);
    }

    [Fact]
    public void Train_BenefitUnderTheDefaultPolicy_HasTotalsOnly()
    {
        var centres = Rotterdam;
        centres.Terms = new DisclosureTerms { Profile = Profile.Default, Resolution = Resolution.Grid, MinimumPatients = 11, MinimumSites = 3, Differencing = Differencing.Pairwise };
        var (result, federation) = centres.Run("train(recur ~ age + nodes + grade, data = rotterdam, model = gbdt(trees = 3, depth = 2, min_leaf = 1), validation = 0.3, benefit = TRUE)");
        Assert.DoesNotContain(result.Glance, g => g.Name == "benefit");
        Assert.All(federation.Sums.Where(s => s.Step.Layout.Blocks.Any(b => b.Name == "alone")), s => Assert.Equal(1u, s.Step.Layout.Blocks.Single(b => b.Name == "alone").Length));
    }

    /// <summary>No leaf of fewer patients than the policy's minimum, whatever the call asks for.</summary>
    [Fact]
    public void Train_SmallLeavesAskedFor_GetThePolicysMinimum()
    {
        var centres = Rotterdam;
        centres.Terms = new DisclosureTerms { Profile = Profile.Default, Resolution = Resolution.Grid, MinimumPatients = 200, MinimumSites = 3, Differencing = Differencing.Pairwise };
        var model = centres.Answer("train(recur ~ age + nodes + pgr, data = rotterdam, model = gbdt(trees = 1, depth = 8, min_leaf = 1))").Model;
        var leaves = new Dictionary<int, int>();
        var columns = model.Features.Select(f => centres.Sources.SelectMany(s => s.Column(f.Name).ToArray()).ToArray()).ToArray();
        var tree = model.Trees.Trees[0];
        for (var i = 0; i < columns[0].Length; i++)
        {
            var node = 0;
            while (tree.Feature[node] >= 0) node = (int)(columns[tree.Feature[node]][i] <= tree.Threshold[node] ? tree.Left[node] : tree.Right[node]);
            leaves[node] = leaves.GetValueOrDefault(node) + 1;
        }

        Assert.True(leaves.Count > 3);
        Assert.All(leaves.Values, n => Assert.True(n >= 200));
    }

    [Theory]
    [InlineData("gbdt(trees = 5, depth = 3)")]
    [InlineData("elastic_net()")]
    [InlineData("mlp(hidden = 4)")]
    public void Train_ACentreWithoutPatientsOrWithOneClass_IsNoFault(string model)
    {
        var rows = Rotterdam;
        var subset = rows.Resplit(i => i < 1500 ? "a" : i < 2900 ? "b" : "c");
        var result = subset.Answer($"train(recur ~ age + nodes + grade, data = rotterdam, subset = nodes > 0, model = {model}, rounds = 3)");
        Assert.InRange(Number(result, "auc"), 0.5, 0.9);
    }

    [Fact]
    public void Train_OneClassEverywhere_EndsByName()
    {
        var fault = Assert.Throws<FedOncoException>(() => Rotterdam.Answer("train(recur ~ age, data = rotterdam, subset = recur == 1, model = gbdt())"));
        Assert.Equal(ErrorReason.OneClass, fault.Reason);
    }

    [Fact]
    public void Train_ExactResolution_HasTheExactArea()
    {
        var result = Rotterdam.Answer("train(recur ~ age + nodes + grade + pgr, data = rotterdam, model = elastic_net(lambda = 0.001))");
        var sources = Rotterdam.Sources;
        double[] Column(string name) => [.. sources.SelectMany(s => s.Column(name).ToArray())];
        var columns = result.Model.Features.Select(f => Column(f.Name)).ToArray();
        var scores = TestSet.Scores(result.Model, [.. Enumerable.Range(0, columns[0].Length).Select(i => columns.Select(c => c[i]).ToArray())]);
        Assert.Equal(TestSet.Area(scores, Column("recur")), Number(result, "auc"), 1e-9);
        Assert.Equal(0, Number(result, "auc.bound"));
    }

    private static double Number(Result result, string name) => result.Glance.Single(g => g.Name == name && g.Table is null).Number;
}
