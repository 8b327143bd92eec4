using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>The held-out loss after the last tree.</summary>
internal sealed record HeldOutLossStep : Step
{
    private readonly int _trees;

    public HeldOutLossStep(BoostedModel model)
    {
        _trees = model.Trees.Count;
        Model = model;
        Layout = new LayoutBuilder(Ring.Bits64).Counts("held out loss", 1, WholeNumbers.Bound(model.Rows, model.Bits)).Build();
    }

    public BoostedModel Model { get; }

    public override string Name => "boosting-loss";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        Model.Partition.Write(writer);
        writer.Integer(_trees);
    }
}
