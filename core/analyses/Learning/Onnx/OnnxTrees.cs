using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Onnx;

/// <summary>Trees as one operator. A set of levels becomes a chain of comparisons, since the operator knows no sets.</summary>
internal sealed class OnnxTrees
{
    private readonly TrainedModel _model;
    private readonly List<long> _trees = [];
    private readonly List<long> _nodes = [];
    private readonly List<long> _features = [];
    private readonly List<float> _values = [];
    private readonly List<string> _modes = [];
    private readonly List<long> _true = [];
    private readonly List<long> _false = [];
    private readonly List<long> _missing = [];
    private readonly List<long> _leafTrees = [];
    private readonly List<long> _leafNodes = [];
    private readonly List<float> _weights = [];

    private OnnxTrees(TrainedModel model) => _model = model;

    public static string Score(OnnxGraph graph, TrainedModel model, string[] columns)
    {
        var features = graph.Node("Concat", columns, OnnxGraph.Whole("axis", 1));
        var trees = new OnnxTrees(model);
        for (var t = 0; t < model.Trees.Trees.Count; t++) trees.Add(t, model.Trees.Trees[t]);
        // An operator without trees is not allowed: one leaf stands for none.
        if (model.Trees.Trees.Count == 0) trees.Leaf(0, trees.Next(0), 0);
        var sum = graph.Learning(
            "TreeEnsembleRegressor",
            [features],
            OnnxGraph.Wholes("nodes_treeids", trees._trees),
            OnnxGraph.Wholes("nodes_nodeids", trees._nodes),
            OnnxGraph.Wholes("nodes_featureids", trees._features),
            OnnxGraph.Reals("nodes_values", trees._values),
            OnnxGraph.Words("nodes_modes", trees._modes),
            OnnxGraph.Wholes("nodes_truenodeids", trees._true),
            OnnxGraph.Wholes("nodes_falsenodeids", trees._false),
            OnnxGraph.Wholes("nodes_missing_value_tracks_true", trees._missing),
            OnnxGraph.Wholes("target_treeids", trees._leafTrees),
            OnnxGraph.Wholes("target_nodeids", trees._leafNodes),
            OnnxGraph.Wholes("target_ids", trees._leafNodes.Select(_ => 0L)),
            OnnxGraph.Reals("target_weights", trees._weights),
            OnnxGraph.Whole("n_targets", 1));
        return graph.Node("Add", [sum, graph.Constant((float)model.Trees.Base)]);
    }

    private void Add(int tree, DecisionTree source)
    {
        var starts = Numbered(source);
        for (var n = 0; n < starts.Length; n++)
        {
            if (source.Feature[n] < 0)
            {
                Next(tree, starts[n]);
                Leaf(tree, starts[n], source.Value[n]);
                continue;
            }

            long left = starts[(int)source.Left[n]], right = starts[(int)source.Right[n]];
            var levels = source.Levels[n].Levels;
            if (_model.Features[source.Feature[n]].Levels.Count == 0)
            {
                Branch(tree, starts[n], source.Feature[n], (float)source.Threshold[n], "BRANCH_LEQ", left, right, source.MissingLeft[n]);
                continue;
            }

            // Missing values leave the chain at its first comparison, or at its end.
            for (var k = 0; k < levels.Count; k++)
                Branch(tree, starts[n] + k, source.Feature[n], levels[k], "BRANCH_EQ", left, k == levels.Count - 1 ? right : starts[n] + k + 1, source.MissingLeft[n] && k == 0);
        }
    }

    /// <summary>Where each node's chain starts.</summary>
    private long[] Numbered(DecisionTree source)
    {
        var starts = new long[source.Feature.Count];
        var next = 0L;
        for (var n = 0; n < starts.Length; n++)
        {
            starts[n] = next;
            var isSet = source.Feature[n] >= 0 && _model.Features[source.Feature[n]].Levels.Count > 0;
            next += isSet ? Math.Max(1, source.Levels[n].Levels.Count) : 1;
        }

        return starts;
    }

    private void Branch(int tree, long node, int feature, float value, string mode, long left, long right, bool missingLeft)
    {
        _trees.Add(tree);
        _nodes.Add(node);
        _features.Add(feature);
        _values.Add(value);
        _modes.Add(mode);
        _true.Add(left);
        _false.Add(right);
        _missing.Add(missingLeft ? 1 : 0);
    }

    private long Next(int tree, long node = 0)
    {
        Branch(tree, node, 0, 0, "LEAF", 0, 0, false);
        return node;
    }

    private void Leaf(int tree, long node, double value)
    {
        _leafTrees.Add(tree);
        _leafNodes.Add(node);
        _weights.Add((float)value);
    }
}
