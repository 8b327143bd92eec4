using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.Ecdf;

/// <summary>The site's part of ecdf().</summary>
public sealed class EcdfSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run)
    {
        var ecdf = (EcdfStep)step;
        var tally = new Tally(step.Layout);
        var bins = tally.Block("bins");
        for (var v = 0; v < ecdf.Columns.Count; v++)
        {
            foreach (var value in ecdf.Columns[v].Evaluate(run).Span)
            {
                if (double.IsNaN(value)) continue;
                var found = Array.BinarySearch(ecdf.Points, value);
                bins[(v * (ecdf.Points.Length + 1)) + (found >= 0 ? found : ~found)]++;
            }
        }

        return tally;
    }
}
