using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>Events of interest, competing events and censorings by stratum and time: event times and the censoring curve follow.</summary>
internal sealed record FinegrayCountsStep : Step
{
    public FinegrayCountsStep(FinegrayModel model)
    {
        Model = model;
        int cells = checked((int)model.Cox.Strata.Count * model.Cox.Question.Response.Lattice.Cells), n = (int)model.Cox.Frame.Complete;
        Layout = new LayoutBuilder().Counts("events", cells, n).Counts("competing", cells, n).Counts("censored", cells, n).Build();
    }

    public FinegrayModel Model { get; }

    public override string Name => "finegray-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer((long)Model.Cox.Strata.Count);

    public Tally Sum(SiteRun run)
    {
        var tally = new Tally(Layout);
        Model.Rows(run).Count(Model.Cox.Question.Response.Lattice.Cells, tally.Block("events"), tally.Block("competing"), tally.Block("censored"));
        return tally;
    }
}
