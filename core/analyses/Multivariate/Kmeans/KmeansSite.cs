using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Multivariate.Kmeans;

/// <summary>The site's part of kmeans(). A row as near to two centres goes to the first.</summary>
public sealed class KmeansSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run) => step switch
    {
        FrameStep frame => SiteFrame.Sum(frame, run),
        CovarianceStep covariance => covariance.Sum(run),
        KmeansStep lloyd => Assign(lloyd, run),
        _ => throw new ArgumentException($"no step of kmeans: {step.Name}"),
    };

    private static Tally Assign(KmeansStep step, SiteRun run)
    {
        var size = step.Question.Columns.Count;
        var columns = run.Derived("kmeans columns", () => Scaled(step, SiteFrame.Of(step.Frame.Variables, run)));
        var tally = new Tally(step.Layout);
        Span<double> n = tally.Block("n"), sums = tally.Block("sums"), squares = tally.Block("squares");
        var rows = columns[0].Length;
        for (var i = 0; i < rows; i++)
        {
            var nearest = 0;
            var least = double.PositiveInfinity;
            for (var c = 0; c < step.Clusters; c++)
            {
                var distance = 0.0;
                for (var j = 0; j < size; j++)
                {
                    var d = (columns[j][i] - step.Centres[(c * size) + j]) * (step.Halves[j] / step.Unit);
                    distance += d * d;
                }

                if (distance >= least) continue;
                least = distance;
                nearest = c;
            }

            n[nearest]++;
            squares[nearest] += least;
            for (var j = 0; j < size; j++) sums[(nearest * size) + j] += columns[j][i] - step.Centres[(nearest * size) + j];
        }

        return tally;
    }

    private static double[][] Scaled(KmeansStep step, SiteFrame site) => [.. step.Question.Columns.Select(c =>
    {
        var (centre, half) = CovarianceStep.ScaleOf(c.Type);
        return Array.ConvertAll(site.Values(c), v => (v - centre) / half);
    })];
}
