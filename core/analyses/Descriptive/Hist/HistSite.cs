using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.Hist;

/// <summary>The site's part of hist(): right-closed bins, the lowest break included.</summary>
public sealed class HistSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run)
    {
        var histogram = (HistStep)step;
        var tally = new Tally(step.Layout);
        var bins = tally.Block("bins");
        var outside = tally.Block("outside");
        if (histogram.Column.Source is not null && run.Combine(histogram.EngineColumns, histogram.IsGuarded && !run.IsPatientARow(context.Dataset.PatientKey)) is { } counted)
        {
            var counts = new double[bins.Length + 1];
            CellPatients.Count(counted, histogram.CellsOf(counted), counts, histogram.IsGuarded ? tally.Block("patients") : [], histogram.IsGuarded ? tally.Block("sites") : []);
            counts.AsSpan(0, bins.Length).CopyTo(bins);
            outside[0] = counts[^1];
            return tally;
        }

        var values = histogram.Column.Evaluate(run).Span;
        var cells = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            cells[i] = -1;
            if (double.IsNaN(values[i])) continue;
            var found = Array.BinarySearch(histogram.Breaks, values[i]);
            var upper = found >= 0 ? Math.Max(found, 1) : ~found;
            cells[i] = upper == 0 || upper == histogram.Breaks.Length ? bins.Length : upper - 1;
            if (cells[i] == bins.Length) outside[0]++;
            else bins[cells[i]]++;
        }

        if (histogram.IsGuarded) CellPatients.Count(cells, context.Dataset.PatientKey, run, tally.Block("patients"), tally.Block("sites"));
        return tally;
    }
}
