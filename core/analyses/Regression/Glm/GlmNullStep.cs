using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>The deviance of one mean for everybody: the null model without an offset.</summary>
public sealed record GlmNullStep : Step
{
    /// <param name="model">The fit.</param>
    /// <param name="mean">Weighted mean of the outcome; what a predictor of 0 gives where there is no intercept.</param>
    public GlmNullStep(GlmModel model, double mean)
    {
        Model = model;
        Mean = mean;
        var eta = 40 + Math.Abs(Numerics.StableMath.Log(Math.Max(Math.Abs(mean), 1e-300))) + model.ResponseBound;
        var bound = model.Frame.Complete * model.WeightBound * 4 * (eta + 1) * (model.ResponseBound + Math.Abs(mean) + (model.ResponseBound / Math.Max(Math.Abs(mean), 1e-12)) + 750);
        // Squares of outcomes below 1, in their unit.
        if (model.Units.Deviance != 1) bound = model.Frame.Complete * model.WeightBound * (model.ResponseReach + Math.Abs(mean)) * (model.ResponseReach + Math.Abs(mean)) * model.Units.Deviance;
        Layout = new LayoutBuilder().Numbers("deviance", 1, bound).Build();
    }

    public GlmModel Model { get; }

    public double Mean { get; }

    public override string Name => "glm-null";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Number(Mean);
        Model.Units.Write(writer);
        if (!double.IsNaN(Model.Family.Parameter)) writer.Number(Model.Family.Parameter);
    }
}
