using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.CoxNet;

/// <summary>Sums of squares of the centred columns: the penalty is on columns divided by their standard deviation.</summary>
internal sealed record ColumnSquaresStep : Step
{
    public ColumnSquaresStep(CoxModel model)
    {
        Model = model;
        Layout = new LayoutBuilder().Numbers("squares", model.Size, 4 * model.Frame.Complete).Build();
    }

    public CoxModel Model { get; }

    public override string Name => "column-squares";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Numbers(Model.Means);

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var data = CoxSiteData.Of(Model.Question, Model.Frame, run);
        var tally = new Tally(Layout);
        var squares = tally.Block("squares");
        for (var j = 0; j < squares.Length; j++)
        {
            foreach (var x in data.Columns[j]) squares[j] += (x - Model.Means[j]) * (x - Model.Means[j]);
        }

        return tally;
    }
}
