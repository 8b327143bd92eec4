using System.Numerics.Tensors;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Linear predictor and risk (with the weight) of every row at the coefficients asked for last; both sums of a step use them.</summary>
internal sealed class CurrentRisk
{
    private const int Piece = 1024;
    private const int PiecesAChunk = 16;

    private double[]? _coefficients;

    private CurrentRisk(int rows)
    {
        Predictor = new double[rows];
        Risk = new double[rows];
    }

    public double[] Predictor { get; }

    public double[] Risk { get; }

    public static CurrentRisk Of(RiskColumns columns, double[] coefficients, SiteRun run)
    {
        var current = run.Derived("cox current risk", () => new CurrentRisk(columns.Rows));
        if (current._coefficients is not null && current._coefficients.AsSpan().SequenceEqual(coefficients)) return current;
        current.Compute(columns, coefficients);
        current._coefficients = coefficients;
        return current;
    }

    private void Compute(RiskColumns columns, double[] coefficients)
    {
        const int chunk = Piece * PiecesAChunk;
        Parallel.For(0, (columns.Rows + chunk - 1) / chunk, c =>
        {
            for (var at = c * chunk; at < Math.Min(columns.Rows, (c + 1) * chunk); at += Piece) Compute(columns, coefficients, at, Math.Min(Piece, columns.Rows - at));
        });
    }

    private void Compute(RiskColumns columns, double[] coefficients, int start, int count)
    {
        Span<double> eta = Predictor.AsSpan(start, count), risk = Risk.AsSpan(start, count);
        if (columns.Offset is { } offset) offset.AsSpan(start, count).CopyTo(eta);
        else eta.Clear();
        for (var j = 0; j < coefficients.Length; j++) TensorPrimitives.MultiplyAdd(columns.Columns[j].AsSpan(start, count), coefficients[j], eta, eta);
        StableVectors.Exp(eta, risk);
        if (columns.Weights is { } weights) TensorPrimitives.Multiply(risk, weights.AsSpan(start, count), risk);
    }
}
