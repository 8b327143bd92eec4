using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>A Newton step with a baseline for each centre: log likelihood, score and information, all computed inside the site.</summary>
public sealed record SiteStrataStep : Step, IWeightedStep
{
    public SiteStrataStep(CoxModel model, double[] coefficients)
    {
        Model = model;
        Coefficients = coefficients;
        var rows = model.Frame.Complete * model.WeightBound;
        var predictor = model.PredictorBound(coefficients);
        Layout = new LayoutBuilder()
            .Numbers("likelihood", 1, rows * ((2 * predictor) + StableMath.Log(rows + 1) + 1))
            .Numbers("score", coefficients.Length, 4 * rows)
            .Numbers("information", Packed.Length(coefficients.Length), 8 * rows)
            .Build();
    }

    public CoxModel Model { get; }

    public double[] Coefficients { get; }

    public override string Name => "cox-site-strata";

    public override TallyLayout Layout { get; }

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run) => CoxSiteData.Of(Model.Question, Model.Frame, run).Risks(Model.Means, Coefficients);

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Coefficients);
    }
}
