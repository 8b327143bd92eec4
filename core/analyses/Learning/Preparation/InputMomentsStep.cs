using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Preparation;

/// <summary>Sums and squares of the numbers that enter a perceptron, on their dictionary range scaled to [-1, 1].</summary>
internal sealed record InputMomentsStep : Step
{
    public InputMomentsStep(FeatureSummary summary, double[] imputed)
    {
        Question = summary.Question;
        Partition = summary.Partition;
        Imputed = imputed;
        Layout = new LayoutBuilder().Numbers("sums", imputed.Length, summary.Rows).Numbers("squares", imputed.Length, summary.Rows).Build();
    }

    public LearningQuestion Question { get; }

    public Partition Partition { get; }

    public double[] Imputed { get; }

    public override string Name => "input-moments";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        Partition.Write(writer);
        writer.Numbers(Imputed);
    }

    /// <summary>Middle and half width of a feature's range.</summary>
    public static (double Centre, double Half) Range(LearningFeature feature)
    {
        var half = (feature.Column.Type.Maximum - feature.Column.Type.Minimum) / 2;
        return (feature.Column.Type.Minimum + half, half > 0 ? half : 1);
    }
}
