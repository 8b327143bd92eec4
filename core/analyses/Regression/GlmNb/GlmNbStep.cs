using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.GlmNb;

/// <summary>One joint Newton step: log likelihood, its first and second derivatives in the coefficients and in log theta.</summary>
public sealed record GlmNbStep : Step, IWeightedStep
{
    private GlmNbStep(GlmModel model, double[] coefficients, double theta, TallyLayout layout)
    {
        Model = model;
        Coefficients = coefficients;
        Theta = theta;
        Layout = layout;
    }

    public GlmModel Model { get; }

    public double[] Coefficients { get; }

    public double Theta { get; }

    public override string Name => "glm-nb-newton";

    public override TallyLayout Layout { get; }

    /// <summary>Null where the numbers could become too large to add: the program shortens its step.</summary>
    public static GlmNbStep? Create(GlmModel model, double[] coefficients, double theta)
    {
        var eta = model.OffsetBound + model.Design.PredictorBound(coefficients);
        var reach = model.Design.Reach;
        var y = model.ResponseBound;
        var rows = model.Frame.Complete * model.WeightBound;
        // theta |y - m| / (theta + m) <= max(y, theta); (y + theta) theta m / (theta + m)^2 <= (y + theta) / 4.
        double most = Math.Max(y, theta), logs = eta + Math.Abs(StableMath.Log(theta)) + StableMath.Log(y + 1) + 4;
        var likelihood = rows * (y + theta + 1) * logs * 4;
        if (!LayoutBuilder.Fits(reach * reach * rows * (y + theta)) || !LayoutBuilder.Fits(likelihood)) return null;
        var layout = new LayoutBuilder()
            .Numbers("score", coefficients.Length, reach * rows * most)
            .Numbers("information", Packed.Length(coefficients.Length), reach * reach * rows * (y + theta) / 4)
            .Numbers("cross", coefficients.Length, reach * rows * most)
            .Numbers("theta score", 1, likelihood)
            .Numbers("theta information", 1, likelihood)
            .Numbers("likelihood", 1, likelihood)
            .Build();
        return new GlmNbStep(model, coefficients, theta, layout);
    }

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run)
    {
        var model = SiteModel.Of(Model.Frame, Model.Question, run);
        var weights = model.Predictor(Model.Means, Model.Frame.Intercept, Coefficients, Model.Design.Basis);
        for (var i = 0; i < weights.Length; i++)
        {
            // theta m / (theta + m), the expected information of a row.
            var mean = StableMath.Exp(weights[i]);
            weights[i] = (model.Weights?[i] ?? 1) * Theta / (1 + (Theta / mean));
        }

        return weights;
    }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Model.Design.Basis ?? []);
        writer.Numbers(Coefficients);
        writer.Number(Theta);
    }
}
