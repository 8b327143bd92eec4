using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>One Newton step: deviance, score and information at given coefficients of the centred columns.</summary>
public sealed record GlmStep : Step
{
    private GlmStep(GlmModel model, double[] coefficients, TallyLayout layout)
    {
        Model = model;
        Coefficients = coefficients;
        Layout = layout;
    }

    public GlmModel Model { get; }

    public double[] Coefficients { get; }

    public override string Name => "glm-newton";

    public override TallyLayout Layout { get; }

    /// <summary>Null where the numbers could become too large to add: the program shortens its step.</summary>
    public static GlmStep? Create(GlmModel model, double[] coefficients)
    {
        var eta = model.OffsetBound;
        foreach (var b in coefficients) eta += 2 * Math.Abs(b);
        var (most, heaviest, deviance) = model.Family.Bounds(eta, model.ResponseBound);
        var weight = model.Frame.Complete * model.WeightBound;
        double score = 2 * weight * most, products = 4 * weight * heaviest, pearson = model.Family.HasDispersion ? weight * most * most : 0;
        if (!LayoutBuilder.Fits(score) || !LayoutBuilder.Fits(products) || !LayoutBuilder.Fits(weight * deviance) || !LayoutBuilder.Fits(pearson)) return null;
        var layout = new LayoutBuilder()
            .Numbers("score", coefficients.Length, score)
            .Numbers("information", Packed.Length(coefficients.Length), products)
            .Numbers("deviance", 1, weight * deviance)
            .Numbers("pearson", model.Family.HasDispersion ? 1 : 0, pearson)
            .Counts("boundary", 1, model.Frame.Complete)
            .Build();
        return new GlmStep(model, coefficients, layout);
    }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Coefficients);
        if (!double.IsNaN(Model.Family.Parameter)) writer.Number(Model.Family.Parameter);
    }
}
