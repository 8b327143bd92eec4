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
    public LmStep(CentredDesign design, ModelQuestion question, ResponseScaling scaling, double responseMean, double[] coefficients, bool products)
    {
        Design = design;
        Question = question;
        Scaling = scaling;
        ResponseMean = responseMean;
        Coefficients = coefficients;
        Products = products;
        var rows = Frame.Complete * (question.Weights?.Type.Maximum ?? 1);
        // The scaled response lies in [-1, 1].
        double residual = 1 + Math.Abs(responseMean) + design.PredictorBound(coefficients), reach = design.Reach;
        Layout = new LayoutBuilder()
            .Numbers("score", Size, reach * rows * residual)
            .Numbers("products", products ? Packed.Length(Size) : 0, reach * reach * rows)
            .Numbers("squares", 1, rows * residual * residual)
            .Numbers("fitted", HasOffset ? 1 : 0, rows * Fitted)
            .Numbers("fitted squares", HasOffset ? 1 : 0, rows * Fitted * Fitted)
            .Build();
    }

    // Predictor, mean and offset: the offset is part of the range that the response is scaled by.
    private double Fitted => Design.PredictorBound(Coefficients) + (2 * Math.Abs(ResponseMean)) + OffsetBound;

    private double OffsetBound => Frame.Variables.Terms.Offsets.Sum(o => Math.Max(Math.Abs(o.Type.Minimum), Math.Abs(o.Type.Maximum))) / Scaling.HalfRange;

    public CentredDesign Design { get; }

    public ModelFrame Frame => Design.Frame;

    /// <summary>Whether fitted values with their offset are summed too: R's R squared is of them.</summary>
    public bool HasOffset => Frame.Variables.Terms.Offsets.Count > 0;

    public ModelQuestion Question { get; }

    public ResponseScaling Scaling { get; }

    public double ResponseMean { get; }

    public double[] Coefficients { get; }

    public bool Products { get; }

    public int Size => Coefficients.Length;

    public override string Name => "lm-residuals";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Design.Means);
        writer.Numbers(Design.Basis ?? []);
        writer.Number(ResponseMean);
        writer.Numbers(Coefficients);
        writer.Integer(Products ? 1 : 0);
    }
}
