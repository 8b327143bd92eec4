using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>Gradients, hessians and patients by class of every feature over the rows of some nodes of the tree that grows.</summary>
internal sealed record HistogramStep : Step
{
    private readonly int _trees;
    private readonly List<int> _splits = [];

    public HistogramStep(BoostedModel model, GrownTree tree, int[] nodes)
    {
        // Trees go on growing: what identifies this step is taken now.
        _trees = model.Trees.Count;
        for (var n = 0; n < tree.Nodes; n++)
        {
            if (tree.SplitOf(n) is { } split) _splits.AddRange([n, split.Feature, split.Cut]);
        }

        Model = model;
        Tree = tree;
        Nodes = nodes;
        var bound = WholeNumbers.Bound(model.Rows, model.Bits);
        var layout = new LayoutBuilder(Ring.Bits64)
            .Counts("gradients", nodes.Length * model.Classes, bound)
            .Counts("hessians", nodes.Length * model.Classes, bound)
            .Counts("patients", nodes.Length * model.Classes, model.Rows);
        if (SumsLoss) layout.Counts("held out loss", 1, bound);
        Layout = layout.Build();
    }

    public BoostedModel Model { get; }

    public GrownTree Tree { get; }

    public int[] Nodes { get; }

    /// <summary>The first sum of a tree also has the held-out loss of the trees before it.</summary>
    public bool SumsLoss => Nodes is [0] && Model.Partition.HasHeldOut && Model.Question.Survival is null;

    public override string Name => "boosting-histogram";

    public override TallyLayout Layout { get; }

    // The trees so far follow from the totals before, whose hashes are in the transcript; the cuts and the last splits are written all the same.
    protected override void WriteFields(CanonicalWriter writer)
    {
        Model.Partition.Write(writer);
        writer.Integer(_trees);
        writer.Integers(Nodes);
        if (_trees == 0)
        {
            foreach (var cuts in Model.Cuts) writer.Numbers(cuts);
        }

        writer.Integers([.. _splits]);
    }
}
