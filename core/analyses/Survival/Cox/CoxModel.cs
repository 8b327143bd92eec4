using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Survival.Response;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>What stays the same over the steps of a Cox fit.</summary>
public sealed class CoxModel
{
    private double[]? _penalties;

    internal CoxModel(CoxQuestion question, ModelFrame frame, GroupLabels strata, double[] means)
    {
        Question = question;
        Frame = frame;
        Strata = strata;
        Means = means;
    }

    public CoxQuestion Question { get; }

    public ModelFrame Frame { get; }

    internal GroupLabels Strata { get; }

    /// <summary>Means of the scaled columns: they keep exp(x b) near 1.</summary>
    public double[] Means { get; }

    public int Size => Means.Length;

    /// <summary>Whether the variance is robust: asked for, or weights that are no whole numbers.</summary>
    public bool IsRobust { get; init; }

    /// <summary>theta of each scaled column, 0 where it has no penalty; null where none has.</summary>
    public double[]? Penalties => _penalties ??= PenaltiesOf(Frame, Variances);

    /// <summary>Variances of the scaled columns; null where no penalty asks for them.</summary>
    public double[]? Variances { get; init; }

    /// <summary>Largest case weight that the dictionary allows, at least 1.</summary>
    public double WeightBound => Question.Weights is { } weights ? Math.Max(1, weights.Type.Maximum) : 1;

    private static double[]? PenaltiesOf(ModelFrame frame, double[]? variances)
    {
        var terms = frame.Variables.Terms;
        // theta b^2 var(x) is the same in the units of the scaled column.
        double Of(DesignColumn c, int j) => terms.Terms[c.Term] is not [var only] ? 0
            : terms.Variables[only].ScalesPenalty ? terms.Variables[only].Penalty * (variances?[j] ?? 0)
            : terms.Variables[only].Penalty / (c.HalfRange * c.HalfRange);
        double[] penalties = [.. frame.Columns.Select(Of)];
        return penalties.Any(p => p > 0) ? penalties : null;
    }

    /// <summary>Largest magnitude of a linear predictor at these coefficients, offset included.</summary>
    public double PredictorBound(double[] coefficients)
    {
        var bound = Frame.Variables.Terms.Offsets.Sum(o => Math.Max(Math.Abs(o.Type.Minimum), Math.Abs(o.Type.Maximum)));
        foreach (var b in coefficients) bound += 2 * Math.Abs(b);
        return bound;
    }
}
