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
        Layout = new LayoutBuilder()
            .Numbers("columns", frame.Columns.Count, frame.Complete)
            .Counts("events", 1, frame.Complete)
            .Counts("off lattice", 1, frame.Complete)
            .Build();
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
        for (var j = 0; j < columns.Length; j++) columns[j] = data.Columns[j].Sum();
        tally.Block("events")[0] = data.Event.Count(e => e);
        tally.Block("off lattice")[0] = data.OffLattice;
        return tally;
    }
}
