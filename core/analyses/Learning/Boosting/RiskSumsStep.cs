using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>Survival: risks exp(score) of the rows that are under observation up to each event time, for training and held-out rows.</summary>
internal sealed record RiskSumsStep : Step
{
    private readonly int _trees;

    public RiskSumsStep(BoostedModel model)
    {
        _trees = model.Trees.Count;
        Model = model;
        var bound = WholeNumbers.Bound(model.Rows, model.Bits);
        Layout = new LayoutBuilder(Ring.Bits64)
            .Counts("risks", model.Times.Length + 1, bound)
            .Counts("held out risks", model.HeldOutTimes.Length + 1, bound)
            .Counts("held out scores", 1, bound)
            .Build();
    }

    public BoostedModel Model { get; }

    public override string Name => "boosting-risks";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        Model.Partition.Write(writer);
        writer.Integer(_trees);
    }
}
