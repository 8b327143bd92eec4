using System.Numerics.Tensors;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Sums of the scaled columns, and the number of events.</summary>
public sealed record CoxMomentsStep : Step
{
    public CoxMomentsStep(CoxQuestion question, ModelFrame frame)
    {
        Question = question;
        Frame = frame;
        var layout = new LayoutBuilder().Numbers("columns", frame.Columns.Count, frame.Complete).Counts("events", 1, frame.Complete).Counts("off lattice", 1, frame.Complete);
        if (question.Weights is not null) layout.Counts("fractional", 1, frame.Complete).Counts("not positive", 1, frame.Complete);
        Layout = layout.Build();
    }

    public CoxQuestion Question { get; }

    public ModelFrame Frame { get; }

    public override string Name => "cox-moments";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var data = CoxSiteData.Of(Question, Frame, run);
        var tally = new Tally(Layout);
        var columns = tally.Block("columns");
        for (var j = 0; j < columns.Length; j++) columns[j] = TensorPrimitives.Sum<double>(data.Columns[j]);
        tally.Block("events")[0] = data.Event.AsSpan().Count(true);
        tally.Block("off lattice")[0] = data.OffLattice;
        if (data.Weights is not { } weights) return tally;
        tally.Block("fractional")[0] = weights.Count(w => w != Math.Floor(w));
        tally.Block("not positive")[0] = weights.Count(w => w <= 0);
        return tally;
    }
}
