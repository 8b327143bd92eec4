using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>Sums that do not depend on the coefficients: the outcome, rows outside the family's range, the saturated likelihood.</summary>
public sealed record GlmSummaryStep : Step
{
    public GlmSummaryStep(GlmModel model)
    {
        Model = model;
        var weight = model.Frame.Complete * model.WeightBound;
        var y = model.ResponseBound;
        Layout = new LayoutBuilder()
            .Numbers("response", 1, weight * y)
            .Counts("outside", 1, model.Frame.Complete)
            .Numbers("saturated", 1, weight * 4 * (y + 750) * (1 + Math.Abs(Numerics.StableMath.Log(y + 1))))
            .Build();
    }

    public GlmModel Model { get; }

    public override string Name => "glm-summary";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
    }
}
