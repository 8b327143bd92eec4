using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive;

/// <summary>Rows in each cell of a grouping, and rows of the cohort.</summary>
public sealed record GroupCountsStep : Step
{
    public GroupCountsStep(Grouping grouping)
    {
        Grouping = grouping;
        Layout = new LayoutBuilder().Counts("rows", 1, PreflightStep.MostRows).Counts("cells", grouping.Cells, PreflightStep.MostRows).Build();
    }

    public Grouping Grouping { get; }

    public override string Name => "group-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var tally = new Tally(Layout);
        tally.Block("rows")[0] = run.Rows;
        var cells = tally.Block("cells");
        foreach (var group in Grouping.Assign(run))
        {
            if (group >= 0) cells[group]++;
        }

        return tally;
    }
}
