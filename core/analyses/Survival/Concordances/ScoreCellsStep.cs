using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>How many patients have a score in each of some cells, given by their upper ends.</summary>
public sealed record ScoreCellsStep : Step
{
    private readonly CoxModel _model;
    private readonly double[] _coefficients;
    private readonly ScoreBins _cells;

    internal ScoreCellsStep(CoxModel model, double[] coefficients, ScoreBins cells)
    {
        (_model, _coefficients, _cells) = (model, coefficients, cells);
        Layout = new LayoutBuilder().Counts("scores", cells.Count, model.Frame.Complete).Build();
    }

    public override string Name => "score-cells";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(_model.Means);
        writer.Numbers(_coefficients);
        writer.Numbers(_cells.Ends);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var data = CoxSiteData.Of(_model.Question, _model.Frame, run);
        var tally = new Tally(Layout);
        var scores = tally.Block("scores");
        foreach (var score in data.Predictor(_model.Means, _coefficients)) scores[_cells.BinOf(score)]++;
        return tally;
    }
}
