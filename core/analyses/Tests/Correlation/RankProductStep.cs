using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Correlation;

/// <summary>First the counts of each variable on its lattice; with these known, the sums of products of the midranks about their mean.</summary>
public sealed record RankProductStep : Step
{
    /// <param name="frame">The frame.</param>
    /// <param name="question">The variables.</param>
    /// <param name="ranks">Midranks less their mean by lattice point of each variable; null in the first round.</param>
    public RankProductStep(ModelFrame frame, CovarianceQuestion question, double[][]? ranks)
    {
        Frame = frame;
        Question = question;
        Ranks = ranks;
        Grids = [.. question.Columns.Select(c => NumberGrid.Of(c.Type))];
        var n = frame.Complete;
        var layout = new LayoutBuilder();
        for (var v = 0; v < Grids.Length && ranks is null; v++) layout.Counts($"counts {v}", Grids[v].Cells, n);
        Layout = ranks is null
            ? layout.Counts("off lattice", 1, n * Grids.Length).Build()
            : layout.Numbers("products", Packed.Length(Grids.Length), n * n * n).Build();
    }

    public ModelFrame Frame { get; }

    public CovarianceQuestion Question { get; }

    public double[][]? Ranks { get; }

    public NumberGrid[] Grids { get; }

    public override string Name => "rank-product";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        foreach (var ranks in Ranks ?? []) writer.Numbers(ranks);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var site = SiteFrame.Of(Frame.Variables, run);
        var tally = new Tally(Layout);
        var places = Question.Columns.Select((c, v) => Array.ConvertAll(site.Values(c), Grids[v].IndexOf)).ToArray();
        for (var v = 0; v < places.Length && Ranks is null; v++)
        {
            foreach (var place in places[v])
            {
                if (double.IsNaN(place)) tally.Block("off lattice")[0]++;
                else tally.Block($"counts {v}")[(int)place]++;
            }
        }

        if (Ranks is not { } ranks) return tally;
        var products = tally.Block("products");
        var next = 0;
        for (var v = 0; v < places.Length; v++)
        {
            for (var u = 0; u <= v; u++, next++)
            {
                for (var i = 0; i < site.Rows; i++) products[next] += ranks[v][(int)places[v][i]] * ranks[u][(int)places[u][i]];
            }
        }

        return tally;
    }
}
