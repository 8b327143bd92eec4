using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>What stays the same over the steps of a fit.</summary>
public sealed class GlmModel
{
    internal GlmModel(ModelFrame frame, ModelQuestion question, GlmFamily family, double[] means)
    {
        Frame = frame;
        Question = question;
        Family = family;
        Means = means;
        Design = new CentredDesign(frame, means);
    }

    public ModelFrame Frame { get; }

    public ModelQuestion Question { get; }

    internal GlmFamily Family { get; }

    /// <summary>Means of the scaled columns.</summary>
    public double[] Means { get; }

    public CentredDesign Design { get; }

    /// <summary>Largest magnitude of the sum of offsets, by the dictionary.</summary>
    public double OffsetBound => Frame.Variables.Terms.Offsets.Sum(o => Math.Max(Math.Abs(o.Type.Minimum), Math.Abs(o.Type.Maximum)));

    public double WeightBound => Question.Weights?.Type.Maximum ?? 1;

    /// <summary>Largest value of the outcome.</summary>
    public double ResponseBound => Question.Response.IsFactor ? 1 : Math.Max(1, Math.Max(Math.Abs(Question.Response.Columns[0].Type.Minimum), Math.Abs(Question.Response.Columns[0].Type.Maximum)));
}
