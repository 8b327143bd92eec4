using FedOnco.Analyses.Learning.Preparation;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>
/// Gradient boosted trees, level by level: one sum of histograms a level, of the smaller child of every pair; the larger one is
/// the rest of its parent. Leaf values follow from the histograms, so they need no sum.
/// </summary>
/// <remarks>Sources: Friedman (2001); Chen and Guestrin (2016); Ke et al. (2017) for histograms and subtraction.</remarks>
internal static class BoostingProgram
{
    public static async Task<LearnerFit> FitAsync(FeatureSummary summary, BoostingOptions options, IFederation federation, CancellationToken cancellationToken)
    {
        var model = new BoostedModel(summary, options);
        var watch = new HeldOutWatch(options.Patience, summary.HeldOut, federation);
        for (var t = 0; t < options.Trees; t++)
        {
            if (model.Question.Survival is not null) await SumRisksAsync(model, watch, federation, cancellationToken).ConfigureAwait(false);
            if (watch.IsExhausted) break;
            var tree = await GrowAsync(model, watch, federation, cancellationToken).ConfigureAwait(false);
            if (watch.IsExhausted) break;
            if (tree.Nodes == 1) break;
            tree.Finish(options.Eta, options.Lambda);
            model.Trees.Add(tree);
            if (!model.Partition.HasHeldOut) (federation as IRoundWatcher)?.Report(model.Trees.Count, "leaves", (tree.Nodes + 1) / 2);
        }

        if (model.Partition.HasHeldOut && watch.Rounds <= model.Trees.Count) await SumLastLossAsync(model, watch, federation, cancellationToken).ConfigureAwait(false);
        var all = TreeExport.Model(model, model.Trees.Count);
        if (!model.Partition.HasHeldOut || watch.Best == model.Trees.Count) return new LearnerFit(all, watch.Losses, watch.Best);
        return new LearnerFit(TreeExport.Model(model, watch.Best), watch.Losses, watch.Best) { Final = all };
    }

    private static async Task<GrownTree> GrowAsync(BoostedModel model, HeldOutWatch watch, IFederation federation, CancellationToken cancellationToken)
    {
        var tree = new GrownTree();
        var search = new SplitSearch(model);
        var total = await federation.SumAsync(new HistogramStep(model, tree, [0]), cancellationToken).ConfigureAwait(false);
        if (model.Partition.HasHeldOut && model.Question.Survival is null) watch.Add(total.Scalar("held out loss") / model.Scale);
        var root = NodeHistogram.Of(model, total, 0);
        tree.SetRoot(root.All());
        List<(int Node, NodeHistogram Histogram)> level = [(0, root)];
        var leaves = 1;
        for (var depth = 0; depth < model.Options.Depth && !watch.IsExhausted; depth++)
        {
            var parents = Split(level, search, tree, ref leaves, model.Options.Leaves);
            if (parents.Count == 0 || depth == model.Options.Depth - 1) break;
            level = await SumChildrenAsync(model, tree, parents, federation, cancellationToken).ConfigureAwait(false);
            if (level.Count == 0) break;
        }

        return tree;
    }

    /// <summary>Splits the nodes of a level, those with the largest gain first while there is room for leaves.</summary>
    private static List<(int Node, NodeHistogram Histogram)> Split(List<(int Node, NodeHistogram Histogram)> level, SplitSearch search, GrownTree tree, ref int leaves, int most)
    {
        var found = new List<(int Node, NodeHistogram Histogram, Split Split)>();
        foreach (var (node, histogram) in level)
        {
            if (search.Best(histogram) is { } split) found.Add((node, histogram, split));
        }

        if (leaves + found.Count > most)
        {
            found.Sort((a, b) => a.Split.Gain > b.Split.Gain ? -1 : a.Split.Gain < b.Split.Gain ? 1 : a.Node - b.Node);
            found.RemoveRange(most - leaves, found.Count - (most - leaves));
            found.Sort((a, b) => a.Node - b.Node);
        }

        var parents = new List<(int, NodeHistogram)>();
        foreach (var (node, histogram, split) in found)
        {
            tree.Grow(node, split);
            parents.Add((node, histogram));
        }

        leaves += found.Count;
        return parents;
    }

    private static async Task<List<(int Node, NodeHistogram Histogram)>> SumChildrenAsync(BoostedModel model, GrownTree tree, List<(int Node, NodeHistogram Histogram)> parents, IFederation federation, CancellationToken cancellationToken)
    {
        var smaller = new List<int>();
        var open = new List<(int Node, NodeHistogram Histogram)>();
        foreach (var (node, histogram) in parents)
        {
            var left = tree.LeftOf(node);
            if (!CanSplit(model, tree, left) && !CanSplit(model, tree, left + 1)) continue;
            open.Add((node, histogram));
            smaller.Add(tree.SumsOf(left).Patients <= tree.SumsOf(left + 1).Patients ? left : left + 1);
        }

        var level = new List<(int, NodeHistogram)>();
        if (smaller.Count == 0) return level;
        var total = await federation.SumAsync(new HistogramStep(model, tree, [.. smaller]), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < open.Count; i++)
        {
            var left = tree.LeftOf(open[i].Node);
            var one = NodeHistogram.Of(model, total, i);
            var other = open[i].Histogram.Minus(one);
            if (CanSplit(model, tree, left)) level.Add((left, smaller[i] == left ? one : other));
            if (CanSplit(model, tree, left + 1)) level.Add((left + 1, smaller[i] == left ? other : one));
        }

        return level;
    }

    private static bool CanSplit(BoostedModel model, GrownTree tree, int node) => tree.SumsOf(node).Patients >= 2 * model.Options.MinimumLeaf;

    /// <summary>Breslow's hazards at the scores of the trees so far, and the held-out partial likelihood.</summary>
    private static async Task SumRisksAsync(BoostedModel model, HeldOutWatch watch, IFederation federation, CancellationToken cancellationToken)
    {
        var total = await federation.SumAsync(new RiskSumsStep(model), cancellationToken).ConfigureAwait(false);
        double[] hazard = new double[model.Times.Length + 1], square = new double[hazard.Length];
        var atRisk = AtRisk(total.Block("risks"), model.Scale);
        for (var e = 0; e < model.Times.Length; e++)
        {
            hazard[e + 1] = hazard[e] + (model.Deaths[e] / atRisk[e]);
            square[e + 1] = square[e] + (model.Deaths[e] / atRisk[e] / atRisk[e]);
        }

        model.Hazards = (hazard, square);
        if (model.Partition.HasHeldOut) watch.Add(HeldOutLoss(model, total));
    }

    private static double HeldOutLoss(BoostedModel model, Total total)
    {
        var atRisk = AtRisk(total.Block("held out risks"), model.Scale);
        var loss = -total.Scalar("held out scores") / model.Scale;
        for (var e = 0; e < model.HeldOutTimes.Length; e++) loss += model.HeldOutDeaths[e] * StableMath.Log(atRisk[e]);
        return loss;
    }

    /// <summary>From risks by number of event times seen to risk sets: those who saw event e or more of them.</summary>
    private static double[] AtRisk(ReadOnlySpan<double> risks, double scale)
    {
        var result = new double[risks.Length - 1];
        var sum = 0.0;
        for (var e = result.Length - 1; e >= 0; e--)
        {
            sum += risks[e + 1];
            result[e] = sum / scale;
        }

        return result;
    }

    private static async Task SumLastLossAsync(BoostedModel model, HeldOutWatch watch, IFederation federation, CancellationToken cancellationToken)
    {
        if (model.Question.Survival is not null) await SumRisksAsync(model, watch, federation, cancellationToken).ConfigureAwait(false);
        else watch.Add((await federation.SumAsync(new HeldOutLossStep(model), cancellationToken).ConfigureAwait(false)).Scalar("held out loss") / model.Scale);
    }
}
