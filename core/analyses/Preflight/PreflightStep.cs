using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Preflight;

/// <summary>
/// The first sum of every run: distinct patients of the cohort, its rows, and sites with patients. Outside the open profile also
/// patients and sites of every cell, of every difference to an earlier cohort (up to the number that is enough), whether earlier rows lie
/// inside the cohort, and what shows a sum of few patients.
/// </summary>
public sealed record PreflightStep : Step
{
    /// <summary>More rows than this at one site are refused.</summary>
    public const double MostRows = 1L << 40;

    public PreflightStep(PreflightPlan? plan = null, IReadOnlyList<RequiredVariable>? required = null)
    {
        Plan = plan;
        Required = required ?? [];
        var layout = new LayoutBuilder().Counts("patients", 1, MostRows).Counts("rows", 1, MostRows).Counts("sites", 1, 1);
        if (Required.Count > 0) layout.Counts("lacking", Required.Count, MostRows);
        if (plan is not null)
        {
            layout.Counts("cell patients", plan.Cohorts.Sum(c => c.Cohort.Cells), MostRows).Counts("cell sites", plan.Cohorts.Sum(c => c.Cohort.Cells), 1)
                .Counts("earlier patients", plan.Earlier.Sum(c => c.Cohort.Cells), MostRows).Counts("earlier sites", plan.Earlier.Sum(c => c.Cohort.Cells), 1)
                .Counts("different patients", plan.Pairs.Sum(p => plan.Left(p).Cells * plan.Right(p).Cells), MostRows)
                .Counts("different sites", plan.Pairs.Sum(p => plan.Left(p).Cells * plan.Right(p).Cells), 1)
                .Numbers("powers", 5 * plan.Shapes.Count, MostRows);
            if (plan.Containable.Count > 0) layout.Counts("outside", plan.Containable.Count, 1);
            if (plan.Changes.Count > 0) layout.Counts("changed patients", plan.Changes.Count, MostRows).Counts("changed sites", plan.Changes.Count, 1);
            if (plan.Magnitudes.Count > 0) layout.Numbers("magnitudes", plan.Magnitudes.Sum(m => 2 * plan.Cohorts[m.Cohort].Cohort.Cells), MostRows);
        }

        Layout = layout.Build();
    }

    /// <summary>What is counted; null under the open profile.</summary>
    public PreflightPlan? Plan { get; }

    /// <summary>Variables that the rows of an analysis set must have; empty for calls on a dataset.</summary>
    public IReadOnlyList<RequiredVariable> Required { get; }

    public override string Name => "preflight";

    public override TallyLayout Layout { get; }

    // The plan follows from contract and history, whose hashes are in the transcript; its cohorts are written all the same.
    protected override void WriteFields(CanonicalWriter writer)
    {
        foreach (var required in Required) writer.Text(required.Name);
        if (Plan is null) return;
        foreach (var cohort in Plan.Cohorts) writer.Text(cohort.Cohort.Key);
        foreach (var earlier in Plan.Earlier) writer.Text(earlier.Cohort.Key);
    }
}
