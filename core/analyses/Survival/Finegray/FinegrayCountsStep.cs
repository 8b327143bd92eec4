using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>Events of interest, competing events, censorings and late entries by stratum and time: event times and the weighting curve follow.</summary>
internal sealed record FinegrayCountsStep : Step
{
    public FinegrayCountsStep(FinegrayModel model)
    {
        Model = model;
        int cells = checked((int)model.Cox.Strata.Count * model.Cox.Question.Response.Lattice.Cells), n = (int)model.Cox.Frame.Complete;
        var layout = new LayoutBuilder().Counts("events", cells, n).Counts("competing", cells, n).Counts("censored", cells, n);
        if (model.IsDelayed) layout.Counts("entries", cells, n);
        Layout = layout.Build();
    }

    public FinegrayModel Model { get; }

    public override string Name => "finegray-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer((long)Model.Cox.Strata.Count);

    public Tally Sum(SiteRun run)
    {
        var tally = new Tally(Layout);
        Model.Rows(run).Count(Model.Cox.Question.Response.Lattice.Cells, tally.Block("events"), tally.Block("competing"), tally.Block("censored"), Model.IsDelayed ? tally.Block("entries") : []);
        return tally;
    }
}
