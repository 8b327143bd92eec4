using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Events (and their weights) by stratum and time: from the total every party knows the event times.</summary>
public sealed record CoxCountsStep : Step
{
    public CoxCountsStep(CoxModel model)
    {
        Model = model;
        var cells = checked((int)model.Strata.Count * model.Question.Response.Lattice.Cells);
        var layout = new LayoutBuilder().Counts("deaths", cells, model.Frame.Complete);
        if (model.Question.Weights is not null) layout.Numbers("death weights", cells, model.Frame.Complete * model.WeightBound);
        Layout = layout.Build();
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
        Span<double> weights = data.Weights is null ? [] : tally.Block("death weights");
        for (var i = 0; i < data.Rows; i++)
        {
            if (!data.Event[i]) continue;
            var cell = (strata[i] * Model.Question.Response.Lattice.Cells) + data.Stop[i];
            deaths[cell]++;
            if (data.Weights is not null) weights[cell] += data.Weights[i];
        }

        return tally;
    }
}
