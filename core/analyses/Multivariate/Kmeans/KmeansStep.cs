using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Multivariate.Kmeans;

/// <summary>Each row goes to its nearest centre: rows, sums about the centre and squared distances by cluster.</summary>
public sealed record KmeansStep : Step
{
    /// <param name="frame">The frame.</param>
    /// <param name="question">Variables.</param>
    /// <param name="centres">Clusters x variables, on the scale (x - centre) / half range.</param>
    public KmeansStep(ModelFrame frame, CovarianceQuestion question, double[] centres)
    {
        Frame = frame;
        Question = question;
        Centres = centres;
        var size = question.Columns.Count;
        Clusters = centres.Length / size;
        // Distances are in the units of the variables; sums are shared out on the scale of the largest range.
        Halves = [.. question.Columns.Select(c => CovarianceStep.ScaleOf(c.Type).Half)];
        Unit = Halves.Max();
        var reach = 2.0;
        foreach (var centre in centres) reach = Math.Max(reach, 1 + Math.Abs(centre));
        Layout = new LayoutBuilder()
            .Counts("n", Clusters, frame.Complete)
            .Numbers("sums", centres.Length, reach * frame.Complete)
            .Numbers("squares", Clusters, reach * reach * size * frame.Complete)
            .Build();
    }

    public ModelFrame Frame { get; }

    public CovarianceQuestion Question { get; }

    public double[] Centres { get; }

    public int Clusters { get; }

    /// <summary>Half ranges of the variables.</summary>
    public double[] Halves { get; }

    /// <summary>The largest of them.</summary>
    public double Unit { get; }

    public override string Name => "kmeans";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Numbers(Centres);
}
