using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>How many patients have a score in each of many narrow cells of its range.</summary>
public sealed record ScoreHistogramStep : Step
{
    private const int Cells = 8192;

    public ScoreHistogramStep(CoxModel model, double[] coefficients)
    {
        Model = model;
        Coefficients = coefficients;
        Bound = Math.Max(model.PredictorBound(coefficients), 1e-12);
        Layout = new LayoutBuilder().Counts("scores", Cells, model.Frame.Complete).Build();
    }

    public CoxModel Model { get; }

    public double[] Coefficients { get; }

    /// <summary>Scores lie between - Bound and Bound.</summary>
    public double Bound { get; }

    public override string Name => "score-histogram";

    public override TallyLayout Layout { get; }

    /// <summary>Upper end of a cell.</summary>
    public double EndOf(int cell) => Bound * ((2.0 * (cell + 1) / Cells) - 1);

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Coefficients);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var data = CoxSiteData.Of(Model.Question, Model.Frame, run);
        var tally = new Tally(Layout);
        var scores = tally.Block("scores");
        foreach (var score in data.Predictor(Model.Means, Coefficients))
            scores[Math.Clamp((int)Math.Ceiling((score / Bound + 1) / 2 * Cells) - 1, 0, Cells - 1)]++;
        return tally;
    }
}
