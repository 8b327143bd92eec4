using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>From grown trees to the model that is kept: thresholds and leaf values in the units of the call.</summary>
internal static class TreeExport
{
    public static TrainedModel Model(BoostedModel model, int trees)
    {
        var scale = ResponseScale.Of(model.Question);
        var ensemble = new TreeEnsemble { Base = scale.Raw(model.Base) };
        for (var t = 0; t < trees; t++) ensemble.Trees.Add(Tree(model, model.Trees[t], scale.Half));
        var result = model.Question.Describe();
        result.Trees = ensemble;
        return result;
    }

    private static DecisionTree Tree(BoostedModel model, GrownTree tree, double unit)
    {
        var result = new DecisionTree();
        for (var n = 0; n < tree.Nodes; n++)
        {
            var split = tree.SplitOf(n);
            result.Feature.Add(split?.Feature ?? -1);
            result.Threshold.Add(split is { Cut: >= 0 } ? model.Cuts[split.Feature][split.Cut] : 0);
            result.Left.Add((uint)tree.LeftOf(n));
            result.Right.Add(split is null ? 0 : (uint)tree.LeftOf(n) + 1);
            result.MissingLeft.Add(split is not null && split.GoesLeft[^1]);
            result.Value.Add(tree.Values[n] * unit);
            result.Levels.Add(LevelsOf(split));
        }

        return result;
    }

    private static LevelSet LevelsOf(Split? split)
    {
        var set = new LevelSet();
        if (split is not { Cut: < 0 }) return set;
        for (var k = 0; k < split.GoesLeft.Length - 1; k++)
        {
            if (split.GoesLeft[k]) set.Levels.Add((uint)k);
        }

        return set;
    }
}
