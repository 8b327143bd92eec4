using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>
/// One Newton step: deviance, score and information at given coefficients of the centred columns; or, from a site with a row
/// beyond the bounds or without a possible mean, only that there is one.
/// </summary>
public sealed record GlmStep : Step, IWeightedStep
{
    // Leave 48 and 36 fractional bits.
    private const double Room = 1L << 62;
    private const double LargeRoom = 4096.0 * Room;

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

    /// <summary>Largest score of a row that is added, in the model's units as all of these.</summary>
    public double MostScore { get; private init; }

    /// <summary>Largest weight of a row that is added.</summary>
    public double MostWeight { get; private init; }

    /// <summary>Largest deviance of a row that is added.</summary>
    public double MostDeviance { get; private init; }

    /// <summary>Largest deviance of a site: one beyond it makes a step that is not taken.</summary>
    public double MostSum { get; private init; }

    /// <summary>Largest sum of Pearson residuals of a site.</summary>
    public double MostPearson => Model.Family.HasDispersion ? Room : double.PositiveInfinity;

    /// <param name="model">The model.</param>
    /// <param name="coefficients">On its design.</param>
    /// <param name="most">Largest deviance, in the units of the call, with which the step would be taken: keeps the digits of a small one where a row's deviance has no bound.</param>
    public static GlmStep Create(GlmModel model, double[] coefficients, double most = double.PositiveInfinity)
    {
        var eta = model.OffsetBound + model.Design.PredictorBound(coefficients);
        var reach = model.Design.Reach;
        var weight = model.Frame.Complete * model.WeightBound;
        // What the predictor cannot bound is bounded by what adds up with enough digits; a site says so where a row exceeds it.
        var (score, heaviest, deviance) = model.Family.Bounds(eta, model.Units.Deviance == 1 ? model.ResponseBound : model.ResponseReach);
        (score, heaviest, deviance) = (score * model.Units.Score, heaviest * model.Units.Weight, deviance * model.Units.Deviance);
        (score, heaviest, deviance) = (Least(score, Room / (reach * weight)), Least(heaviest, LargeRoom / (reach * reach * weight)), Least(deviance, Room / weight));
        var sum = model.IsUnbounded ? Least(weight * deviance, most * model.Units.Deviance) : weight * deviance;
        var layout = new LayoutBuilder()
            .Numbers("score", coefficients.Length, reach * weight * score)
            .Numbers("information", Packed.Length(coefficients.Length), reach * reach * weight * heaviest)
            .Numbers("deviance", 1, sum)
            .Numbers("pearson", model.Family.HasDispersion ? 1 : 0, Room)
            .Counts("boundary", 1, model.Frame.Complete)
            .Counts("beyond", 1, 1)
            .Build();
        return new GlmStep(model, coefficients, layout) { MostScore = score, MostWeight = heaviest, MostDeviance = deviance, MostSum = sum };
    }

    private static double Least(double bound, double row) => bound < row ? bound : row;

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run)
    {
        var model = SiteModel.Of(Model.Frame, Model.Question, run);
        var weights = model.Predictor(Model.Means, Model.Frame.Intercept, Coefficients, Model.Design.Basis);
        for (var i = 0; i < weights.Length; i++)
        {
            double slope = Model.Family.Link.Slope(weights[i]), mean = Model.Family.Link.Mean(weights[i]), variance = Model.Family.Variance(mean, Model.Family.Link.Complement(weights[i]));
            weights[i] = variance > 0 ? (model.Weights?[i] ?? 1) * slope * slope / variance : 0;
            // Beyond the bounds of the step: the site only says so.
            if (!double.IsFinite(weights[i])) return [];
        }

        return weights;
    }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Model.Design.Basis ?? []);
        writer.Numbers(Coefficients);
        Model.Units.Write(writer);
        if (!double.IsNaN(Model.Family.Parameter)) writer.Number(Model.Family.Parameter);
    }
}
