using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression;

/// <summary>Weighted sums of the scaled columns and of the response: their means centre everything that follows.</summary>
public sealed record MomentsStep : Step
{
    /// <param name="frame">The frame.</param>
    /// <param name="question">Response and weights.</param>
    /// <param name="net">Whether the offset is taken off the response (linear models).</param>
    public MomentsStep(ModelFrame frame, ModelQuestion question, bool net)
    {
        Frame = frame;
        Question = question;
        Net = net;
        Scaling = ResponseScaling.Of(question, net);
        var rows = frame.Complete;
        var weight = question.Weights?.Type.Maximum ?? 1;
        Layout = new LayoutBuilder()
            .Counts("used", 1, rows)
            .Numbers("weight", 1, rows * weight)
            .Numbers("log weight", 1, rows * 750)
            .Numbers("columns", frame.Columns.Count, rows * weight)
            .Numbers("response", 1, rows * weight)
            .Build();
    }

    public ModelFrame Frame { get; }

    public ModelQuestion Question { get; }

    public bool Net { get; }

    public ResponseScaling Scaling { get; }

    public override string Name => "moments";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer(Frame.Columns.Count);
}
