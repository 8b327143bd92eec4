using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>First sum of a Newton step with a common baseline: at each event time the sums of risk and of risk times covariates
/// over the risk set, and over tied events; and the part of the log likelihood that is linear.</summary>
public sealed record RiskSetStep : Step, IWeightedStep
{
    private RiskSetStep(CoxModel model, EventTimes times, double[] coefficients, TallyLayout layout)
    {
        Model = model;
        Times = times;
        Coefficients = coefficients;
        Layout = layout;
    }

    public CoxModel Model { get; }

    public EventTimes Times { get; }

    public double[] Coefficients { get; }

    public override string Name => "cox-risk-sets";

    public override TallyLayout Layout { get; }

    /// <summary>Null where the risks could become too large to add: the program shortens its step.</summary>
    public static RiskSetStep? Create(CoxModel model, EventTimes times, double[] coefficients)
    {
        var predictor = model.PredictorBound(coefficients);
        var risk = model.Frame.Complete * model.WeightBound * Numerics.StableMath.Exp(predictor);
        if (!LayoutBuilder.Fits(2 * risk)) return null;
        int t = times.Slots.Length, p = coefficients.Length;
        var layout = new LayoutBuilder()
            .Numbers("s0", t, risk)
            .Numbers("s1", t * p, 2 * risk)
            .Numbers("d0", times.TiedCount, risk)
            .Numbers("d1", times.TiedCount * p, 2 * risk)
            .Numbers("predictor", 1, model.Frame.Complete * model.WeightBound * Math.Max(1, predictor))
            .Build();
        return new RiskSetStep(model, times, coefficients, layout);
    }

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run) => CoxSiteData.Of(Model.Question, Model.Frame, run).Risks(Model.Means, Coefficients);

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Integers(Times.Slots);
        writer.Numbers(Coefficients);
    }
}
