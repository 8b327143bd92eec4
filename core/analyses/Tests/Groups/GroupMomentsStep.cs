using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Groups;

/// <summary>Count, sum and sum of squares of the scaled response about given means, by used level of the group.</summary>
public sealed record GroupMomentsStep : Step
{
    /// <param name="frame">The frame.</param>
    /// <param name="question">Response and group.</param>
    /// <param name="means">Of each group, on the scale (y - centre) / half range; zeros in the first round.</param>
    public GroupMomentsStep(ModelFrame frame, GroupedQuestion question, double[] means)
    {
        Frame = frame;
        Question = question;
        Means = means;
        Layout = new LayoutBuilder()
            .Counts("n", means.Length, frame.Complete)
            .Numbers("sum", means.Length, 2 * frame.Complete)
            .Numbers("squares", means.Length, 4 * frame.Complete)
            .Build();
    }

    public ModelFrame Frame { get; }

    public GroupedQuestion Question { get; }

    public double[] Means { get; }

    public override string Name => "group-moments";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Numbers(Means);
}
