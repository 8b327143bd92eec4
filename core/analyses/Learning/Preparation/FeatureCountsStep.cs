using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Preparation;

/// <summary>Of the rows that are learnt from: how many, missing values, levels and classes of every feature, outcomes.</summary>
internal sealed record FeatureCountsStep : Step
{
    public FeatureCountsStep(LearningQuestion question, Partition partition, FeatureClasses?[] classes)
    {
        Question = question;
        Partition = partition;
        Classes = classes;
        var layout = new LayoutBuilder().Counts("rows", 1, PreflightStep.MostRows).Counts("held out", 1, PreflightStep.MostRows).Counts("infinite", 1, PreflightStep.MostRows);
        layout.Counts("off lattice", 1, PreflightStep.MostRows).Counts("missing", question.Features.Count, PreflightStep.MostRows);
        for (var f = 0; f < classes.Length; f++) layout.Counts($"feature {f}", classes[f]?.Count ?? question.Features[f].Levels.Count, PreflightStep.MostRows);
        if (question.Survival is { } survival) layout.Counts("events", survival.Lattice.Cells, PreflightStep.MostRows).Counts("held out events", survival.Lattice.Cells, PreflightStep.MostRows);
        else layout.Counts("response", 1, PreflightStep.MostRows * Whole).Counts("outside", 1, PreflightStep.MostRows);
        Layout = layout.Build();
    }

    /// <summary>The response in its scaled range [-1, 1] is summed in whole multiples of 1 / this.</summary>
    public const double Whole = 1 << 30;

    public LearningQuestion Question { get; }

    public Partition Partition { get; }

    /// <summary>Null for categories.</summary>
    public FeatureClasses?[] Classes { get; }

    public override string Name => "feature-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        Partition.Write(writer);
        foreach (var classes in Classes)
        {
            if (classes is not null) writer.Numbers(classes.Thresholds);
        }
    }
}
