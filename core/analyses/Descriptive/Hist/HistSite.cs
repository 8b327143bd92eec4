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
        foreach (var value in histogram.Column.Evaluate(run).Span)
        {
            if (double.IsNaN(value)) continue;
            var found = Array.BinarySearch(histogram.Breaks, value);
            var upper = found >= 0 ? Math.Max(found, 1) : ~found;
            if (upper == 0 || upper == histogram.Breaks.Length) outside[0]++;
            else bins[upper - 1]++;
        }

        return tally;
    }
}
