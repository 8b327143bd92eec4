using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Events by stratum and time: from the total every party knows the event times.</summary>
public sealed record CoxCountsStep : Step
{
    public CoxCountsStep(CoxModel model)
    {
        Model = model;
        Layout = new LayoutBuilder().Counts("deaths", checked((int)model.Strata.Count * model.Question.Response.Lattice.Cells), model.Frame.Complete).Build();
    }

    public CoxModel Model { get; }

    public override string Name => "cox-deaths";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var data = CoxSiteData.Of(Model.Question, Model.Frame, run);
        var strata = Model.Strata.Assign(SiteFrame.Of(Model.Frame.Variables, run));
        var tally = new Tally(Layout);
        var deaths = tally.Block("deaths");
        for (var i = 0; i < data.Rows; i++)
        {
            if (data.Event[i]) deaths[(strata[i] * Model.Question.Response.Lattice.Cells) + data.Stop[i]]++;
        }

        return tally;
    }
}
