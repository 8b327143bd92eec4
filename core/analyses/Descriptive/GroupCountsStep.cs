using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive;

/// <summary>Rows in each cell of a grouping, and rows of the cohort.</summary>
public sealed record GroupCountsStep : Step
{
    /// <param name="grouping">The cells.</param>
    /// <param name="guarded">Whether patients and sites of each cell are counted as well.</param>
    public GroupCountsStep(Grouping grouping, bool guarded)
    {
        Grouping = grouping;
        IsGuarded = guarded;
        var layout = new LayoutBuilder().Counts("rows", 1, PreflightStep.MostRows).Counts("cells", grouping.Cells, PreflightStep.MostRows);
        if (guarded) layout.Counts("patients", grouping.Cells, PreflightStep.MostRows).Counts("sites", grouping.Cells, 1);
        Layout = layout.Build();
    }

    public bool IsGuarded { get; }

    public Grouping Grouping { get; }

    public override string Name => "group-counts";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
    }

    /// <summary>The site's part.</summary>
    /// <param name="patientKey">The dictionary's patient key, empty where a row is a patient.</param>
    /// <param name="run">The cohort.</param>
    public Tally Sum(string patientKey, SiteRun run)
    {
        var tally = new Tally(Layout);
        tally.Block("rows")[0] = run.Rows;
        var cells = tally.Block("cells");
        if (run.Combine(Grouping.Columns, IsGuarded && !run.IsPatientARow(patientKey)) is { } found)
        {
            CellPatients.Count(found, Grouping.Assign(found), cells, IsGuarded ? tally.Block("patients") : [], IsGuarded ? tally.Block("sites") : []);
            return tally;
        }

        var groups = Grouping.Assign(run);
        foreach (var group in groups)
        {
            if (group >= 0) cells[group]++;
        }

        if (IsGuarded) CellPatients.Count(groups, patientKey, run, tally.Block("patients"), tally.Block("sites"));
        return tally;
    }
}
