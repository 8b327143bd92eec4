using FedOnco.Analyses.Disclosure.Models;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Categories;

/// <summary>Log likelihood, score and information of a multinomial model at given coefficients.</summary>
public sealed record MultinomStep : Step, IWeightedStep
{
    private MultinomStep(CategoryModel model, double[] coefficients, TallyLayout layout)
    {
        Model = model;
        Coefficients = coefficients;
        Layout = layout;
    }

    public CategoryModel Model { get; }

    /// <summary>Of each category but the first in turn, on the centred columns.</summary>
    public double[] Coefficients { get; }

    public override string Name => "multinom-newton";

    public override TallyLayout Layout { get; }

    /// <summary>Pairs of categories but the first, the second not after the first.</summary>
    public static int Pairs(int categories) => (categories - 1) * categories / 2;

    /// <summary>Null where the numbers could become too large to add.</summary>
    public static MultinomStep? Create(CategoryModel model, double[] coefficients)
    {
        var eta = 0.0;
        foreach (var b in coefficients) eta += 2 * Math.Abs(b);
        var likelihood = model.Rows * (eta + StableMath.Log(model.Categories) + 1);
        if (!LayoutBuilder.Fits(likelihood)) return null;
        var layout = new LayoutBuilder()
            .Numbers("score", coefficients.Length, 2 * model.Rows)
            .Numbers("information", Pairs(model.Categories) * Packed.Length(model.Design.Size), 4 * model.Rows)
            .Numbers("likelihood", 1, likelihood)
            .Build();
        return new MultinomStep(model, coefficients, layout);
    }

    /// <inheritdoc/>
    public double[] WeightsOf(SiteRun run)
    {
        var model = SiteModel.Of(Model.Frame, Model.Question, run);
        int others = Model.Categories - 1, size = Model.Design.Size;
        double[][] eta = [.. Enumerable.Range(0, others).Select(k => model.Predictor(Model.Means, Model.Frame.Intercept, Coefficients.AsSpan(k * size, size)))];
        var weights = new double[model.Rows];
        for (var i = 0; i < weights.Length; i++) weights[i] = (model.Weights?[i] ?? 1) * Spread(eta, i);
        return weights;
    }

    /// <summary>1 - sum p^2 over the categories: the trace of a row's information.</summary>
    private static double Spread(double[][] eta, int row)
    {
        var most = 0.0;
        foreach (var e in eta) most = Math.Max(most, e[row]);
        double sum = StableMath.Exp(-most), squares = sum * sum;
        foreach (var e in eta)
        {
            var p = StableMath.Exp(e[row] - most);
            sum += p;
            squares += p * p;
        }

        return Math.Max(0, 1 - (squares / (sum * sum)));
    }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Coefficients);
    }
}
