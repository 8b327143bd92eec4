using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Regression;

/// <summary>A site's data of a regression on its complete cases.</summary>
/// <param name="Design">Scaled columns without intercept.</param>
/// <param name="Outcome">Values of the left side (a factor: 0 for its first used level, else 1).</param>
/// <param name="Weights">Prior weights, or null for ones.</param>
/// <param name="Offset">Sum of the offsets, or null for zeros.</param>
public sealed record SiteModel(Design Design, ColumnValues Outcome, double[]? Weights, double[]? Offset)
{
    private double[]? _response;

    public int Rows => Design.Rows;

    /// <summary>The outcome as doubles.</summary>
    public double[] Response => _response ?? Expand();

    /// <summary>Linear predictor of each row, offset included.</summary>
    /// <param name="means">Pooled means of the columns.</param>
    /// <param name="intercept">Whether the first coefficient is the intercept.</param>
    /// <param name="coefficients">Of the centred columns.</param>
    /// <param name="basis">Of a conditioned design, or null.</param>
    internal double[] Predictor(double[] means, bool intercept, ReadOnlySpan<double> coefficients, double[]? basis = null)
    {
        var products = new WeightedProducts(Design.Columns, means, intercept, basis);
        double[] eta = new double[Rows], scratch = new double[products.Scratch];
        Offset?.CopyTo(eta, 0);
        for (var start = 0; start < eta.Length; start += RowBlocks.Size)
        {
            var count = Math.Min(RowBlocks.Size, eta.Length - start);
            products.Load(start, count, scratch);
            products.AddPredictor(coefficients, scratch, eta.AsSpan(start, count));
        }

        return eta;
    }

    public static SiteModel Of(ModelFrame frame, ModelQuestion question, SiteRun run) => run.Derived("model", () =>
    {
        var site = SiteFrame.Of(frame.Variables, run);
        return new SiteModel(
            Design.Of(frame, run),
            OutcomeOf(frame, question, site),
            question.Weights is { } w ? site.Values(w) : null,
            frame.Variables.Terms.Offsets.Count > 0 ? Design.Offset(frame.Variables, site) : null);
    });

    private static ColumnValues OutcomeOf(ModelFrame frame, ModelQuestion question, SiteFrame site)
    {
        var column = question.Response.Columns[0];
        if (!question.Response.IsFactor) return site.Held(column);
        var first = frame.UsedLevels(question.Response)[0];
        return new DoubleValues(Array.ConvertAll(site.Values(column), v => v == first ? 0.0 : 1.0));
    }

    private double[] Expand() => _response = Outcome.ToArray();
}
