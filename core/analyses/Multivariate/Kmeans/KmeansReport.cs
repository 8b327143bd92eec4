using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Multivariate.Kmeans;

/// <summary>A row a cluster: its centre, size and sum of squares, as broom has them.</summary>
public sealed class KmeansReport : IReport<KmeansTotals>
{
    public Result Report(StudyContext context, KmeansTotals totals)
    {
        var clusters = totals.Sizes.Length;
        var size = totals.Names.Count;
        var table = new TableBuilder();
        for (var v = 0; v < size; v++)
        {
            var variable = v;
            table.Numbers(totals.Names[v], Enumerable.Range(0, clusters).Select(c => totals.Centres[(c * size) + variable]));
        }

        table.Numbers("size", totals.Sizes).Numbers("withinss", totals.Within).Texts("cluster", Enumerable.Range(1, clusters).Select(c => $"{c}"));
        var within = totals.Within.Sum();
        var result = new Result { Tidy = table.Build() }.With("totss", totals.Total).With("tot.withinss", within).With("betweenss", totals.Total - within).With("iter", totals.Iterations).With("n", totals.Sizes.Sum());
        if (!totals.Settled) result.Notes.Add($"the centres still moved after {totals.Iterations} iterations; raise iter.max");
        if (totals.Sizes.Any(n => n == 0)) result.Notes.Add("a cluster is empty: ask for fewer");
        return result;
    }
}
