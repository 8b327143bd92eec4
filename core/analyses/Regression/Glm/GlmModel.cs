using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>What stays the same over the steps of a fit.</summary>
public sealed class GlmModel
{
    internal GlmModel(ModelFrame frame, ModelQuestion question, GlmFamily family, double[] means, double[]? basis = null)
    {
        Frame = frame;
        Question = question;
        Family = family;
        Means = means;
        Design = new CentredDesign(frame, means) { Basis = basis };
    }

    public ModelFrame Frame { get; }

    public ModelQuestion Question { get; }

    internal GlmFamily Family { get; }

    /// <summary>Means of the scaled columns.</summary>
    public double[] Means { get; }

    public CentredDesign Design { get; }

    /// <summary>What sums are multiplied by.</summary>
    internal GlmUnits Units { get; init; } = GlmUnits.One;

    /// <summary>Largest magnitude of the sum of offsets, by the dictionary.</summary>
    public double OffsetBound => Frame.Variables.Terms.Offsets.Sum(o => Math.Max(Math.Abs(o.Type.Minimum), Math.Abs(o.Type.Maximum)));

    public double WeightBound => Question.Weights?.Type.Maximum ?? 1;

    /// <summary>The same, at least 1.</summary>
    public double ResponseBound => Math.Max(1, ResponseReach);

    /// <summary>Largest magnitude of the outcome by the dictionary.</summary>
    public double ResponseReach => Question.Response.IsFactor ? 1 : Math.Max(Math.Abs(Question.Response.Columns[0].Type.Minimum), Math.Abs(Question.Response.Columns[0].Type.Maximum));

    /// <summary>Whether the predictor sets no limit to a row's weight.</summary>
    internal bool IsUnbounded => double.IsInfinity(Family.Bounds(0, 1).Weight);

    /// <summary>The same with its sums in other units.</summary>
    internal GlmModel In(GlmUnits units) => new(Frame, Question, Family, Means, Design.Basis) { Units = units };

    /// <summary>The same on another design.</summary>
    internal GlmModel On(CentredDesign design) => new(Frame, Question, Family, Means, design.Basis) { Units = Units };

    /// <summary>The same for another family.</summary>
    internal GlmModel For(GlmFamily family) => new(Frame, Question, family, Means, Design.Basis) { Units = Units };

    /// <summary>On the centred columns themselves.</summary>
    internal GlmModel OnColumns => Design.Basis is null ? this : new GlmModel(Frame, Question, Family, Means) { Units = Units };
}
