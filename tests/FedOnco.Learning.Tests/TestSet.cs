using FedOnco.Analyses.Learning;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Learning.Tests;

/// <summary>Rows that no centre has, scored with a trained model.</summary>
internal static class TestSet
{
    /// <summary>Features as the model takes them, a row each.</summary>
    public static double[][] Features(TrainedModel model, Dataset dataset, string[] header, List<string[]> rows)
    {
        var columns = new CsvColumns(dataset, header, rows);
        var values = model.Features.Select(f => columns.Column(f.Name).ToArray().Select(v => f.Levels.Count > 0 && v < 0 ? double.NaN : v).ToArray()).ToArray();
        return [.. Enumerable.Range(0, rows.Count).Select(i => values.Select(c => c[i]).ToArray())];
    }

    public static double[] Scores(TrainedModel model, double[][] features)
    {
        var scorer = new ModelScorer(model);
        return [.. features.Select(f => scorer.Score(f))];
    }

    /// <summary>Mann and Whitney's statistic by counting.</summary>
    public static double Area(double[] scores, double[] labels)
    {
        var order = scores.Zip(labels).OrderBy(p => p.First).ToArray();
        double below = 0, pairs = 0, positives = 0;
        for (int i = 0, j; i < order.Length; i = j)
        {
            for (j = i; j < order.Length && order[j].First == order[i].First; j++)
            {
            }

            double p = order[i..j].Count(o => o.Second > 0.5), n = j - i - p;
            pairs += p * (below + (n / 2));
            below += n;
            positives += p;
        }

        return pairs / (positives * below);
    }
}
