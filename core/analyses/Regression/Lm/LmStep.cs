using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Lm;

/// <summary>
/// Residuals at given coefficients: their products with the centred columns and their sum of squares. At zero coefficients,
/// with the products of the columns, it is the normal equations; afterwards it refines the solution.
/// </summary>
public sealed record LmStep : Step
{
    public LmStep(ModelFrame frame, ModelQuestion question, ResponseScaling scaling, double[] means, double responseMean, double[] coefficients, bool products)
    {
        Frame = frame;
        Question = question;
        Scaling = scaling;
        Means = means;
        ResponseMean = responseMean;
        Coefficients = coefficients;
        Products = products;
        var rows = frame.Complete * (question.Weights?.Type.Maximum ?? 1);
        // |z| <= 2 for every centred column, |y| <= 2.
        var residual = 2.0;
        foreach (var b in coefficients) residual += 2 * Math.Abs(b);
        Layout = new LayoutBuilder()
            .Numbers("score", Size, 2 * rows * residual)
            .Numbers("products", products ? Packed.Length(Size) : 0, 4 * rows)
            .Numbers("squares", 1, rows * residual * residual)
            .Build();
    }

    public ModelFrame Frame { get; }

    public ModelQuestion Question { get; }

    public ResponseScaling Scaling { get; }

    public double[] Means { get; }

    public double ResponseMean { get; }

    public double[] Coefficients { get; }

    public bool Products { get; }

    public int Size => Coefficients.Length;

    public override string Name => "lm-residuals";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Means);
        writer.Number(ResponseMean);
        writer.Numbers(Coefficients);
        writer.Integer(Products ? 1 : 0);
    }
}
