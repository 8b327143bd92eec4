using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Preflight;

/// <summary>The first sum of every run: distinct patients of the cohort, its rows, and sites with patients.</summary>
public sealed record PreflightStep : Step
{
    /// <summary>More rows than this at one site are refused.</summary>
    public const double MostRows = 1L << 40;

    public override string Name => "preflight";

    public override TallyLayout Layout { get; } = new LayoutBuilder()
        .Counts("patients", 1, MostRows)
        .Counts("rows", 1, MostRows)
        .Counts("sites", 1, 1)
        .Build();

    protected override void WriteFields(CanonicalWriter writer)
    {
    }
}
