using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>With the curves known: at each point of the grid the sum over clusters (rows where there are none) of their squared influence on log S.</summary>
internal sealed record InfluenceSquaresStep : Step
{
    public InfluenceSquaresStep(SurvivalCountsStep counts, SurvfitQuestion question, IReadOnlyList<CurveInfluence> curves)
    {
        Counts = counts;
        Question = question;
        Curves = curves;
        double n = counts.Frame.Complete, most = curves.Max(c => c.Most) * (question.Cluster is null ? 1 : n);
        Layout = new LayoutBuilder().Numbers("squares", curves.Sum(c => c.Own.Length), n * most * most).Build();
    }

    public SurvivalCountsStep Counts { get; }

    public SurvfitQuestion Question { get; }

    /// <summary>By group.</summary>
    public IReadOnlyList<CurveInfluence> Curves { get; }

    public override string Name => "survfit-influence";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        foreach (var curve in Curves)
        {
            writer.Numbers(curve.Cumulative);
            writer.Numbers(curve.Own);
        }
    }

    public Tally Sum(SiteRun run)
    {
        var site = SiteFrame.Of(Counts.Frame.Variables, run);
        var grid = Question.Response.Lattice;
        double[] stop = site.Values(Question.Response.Stop), status = site.Values(Question.Response.Event);
        double[]? start = ValuesOf(site, Question.Response.Start), weights = ValuesOf(site, Question.Weights), cluster = ValuesOf(site, Question.Cluster);
        var group = Counts.Groups.Assign(site);
        int[] order = [.. Enumerable.Range(0, site.Rows).OrderBy(i => group[i]).ThenBy(i => cluster?[i] ?? i)];
        var tally = new Tally(Layout);
        var squares = tally.Block("squares");
        var next = 0;
        for (var g = 0; g < Curves.Count; g++)
        {
            var sums = new InfluenceSquares(Curves[g]);
            for (; next < order.Length && group[order[next]] == g; next++)
            {
                var i = order[next];
                var t = grid.IndexOf(stop[i]);
                sums.Add(start is null ? -1 : (int)grid.EntryOf(start[i], t), (int)t, status[i] != 0, weights?[i] ?? 1);
                var ends = next + 1 == order.Length || group[order[next + 1]] != g || cluster is null || cluster[order[next + 1]] != cluster[i];
                if (ends) sums.Close();
            }

            sums.CopyTo(squares.Slice(g * grid.Cells, grid.Cells));
        }

        return tally;
    }

    private static double[]? ValuesOf(SiteFrame site, Expressions.CompiledExpression? column) => column is null ? null : site.Values(column);
}
