using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Frames;

/// <summary>
/// Rows, complete cases, rows with an infinite value, and how often each level of each factor occurs among the complete
/// cases: from the total every party knows which levels are used, so all build the same columns.
/// </summary>
public sealed record FrameStep : Step
{
    public FrameStep(FrameVariables variables)
    {
        Variables = variables;
        var factors = variables.Factors;
        var layout = new LayoutBuilder()
            .Counts("rows", 1, PreflightStep.MostRows)
            .Counts("complete", 1, PreflightStep.MostRows)
            .Counts("infinite", 1, PreflightStep.MostRows);
        for (var i = 0; i < factors.Count; i++) layout.Counts($"levels {i}", factors[i].Levels.Count, PreflightStep.MostRows);
        Layout = layout.Build();
    }

    /// <summary>The columns of the frame; they follow from the contract.</summary>
    public FrameVariables Variables { get; }

    public override string Name => "frame";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
    }
}
