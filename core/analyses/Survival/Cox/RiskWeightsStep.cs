using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Sites at which nearly all risk would lie on few patients at these coefficients: the program shortens its step where there is one.</summary>
/// <remarks>Released: a number of sites, to every party. A site that lies about it gains nothing: each site looks at its own weights again before the step itself leaves.</remarks>
public sealed record RiskWeightsStep : Step
{
    // Weights that differ by a factor of e^2.6 = 13.5 at most have an effective number of rows above a quarter, whatever the rows are:
    // 4 r / (1 + r)^2 = 0.256 (Kantorovich 1948).
    private const double EvenEnough = 1.3;

    public RiskWeightsStep(CoxModel model, double[] coefficients)
    {
        Model = model;
        Coefficients = coefficients;
        Layout = new LayoutBuilder().Counts("uneven", 1, 1).Build();
    }

    public CoxModel Model { get; }

    public double[] Coefficients { get; }

    public override string Name => "cox-risk-weights";

    public override TallyLayout Layout { get; }

    /// <summary>Whether the guard can fail at all at these coefficients.</summary>
    public static bool IsNeeded(CoxModel model, double[] coefficients) => model.PredictorBound(coefficients) > EvenEnough;

    public Tally Sum(SiteRun run)
    {
        var tally = new Tally(Layout);
        tally.Block("uneven")[0] = WeightGuard.Holds(CoxSiteData.Of(Model.Question, Model.Frame, run).Risks(Model.Means, Coefficients)) ? 0 : 1;
        return tally;
    }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Coefficients);
    }
}
