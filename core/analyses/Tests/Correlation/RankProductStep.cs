using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Multivariate.Covariance;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Correlation;

/// <summary>First the counts of both variables on their lattices; with these known, the sum of products of the midranks about their mean.</summary>
public sealed record RankProductStep : Step
{
    /// <param name="frame">The frame.</param>
    /// <param name="question">Two variables.</param>
    /// <param name="ranks">Midranks less their mean by lattice point of both variables; null in the first round.</param>
    public RankProductStep(ModelFrame frame, CovarianceQuestion question, double[][]? ranks)
    {
        Frame = frame;
        Question = question;
        Ranks = ranks;
        Grids = [.. question.Columns.Select(c => NumberGrid.Of(c.Type))];
        var n = frame.Complete;
        Layout = ranks is null
            ? new LayoutBuilder().Counts("x", Grids[0].Cells, n).Counts("y", Grids[1].Cells, n).Counts("off lattice", 1, n).Build()
            : new LayoutBuilder().Numbers("products", 1, n * n * n).Build();
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
        double[] x = site.Values(Question.Columns[0]), y = site.Values(Question.Columns[1]);
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            double a = Grids[0].IndexOf(x[i]), b = Grids[1].IndexOf(y[i]);
            if (double.IsNaN(a) || double.IsNaN(b)) tally.Block("off lattice")[0]++;
            else if (Ranks is { } ranks) sum += ranks[0][(int)a] * ranks[1][(int)b];
            else
            {
                tally.Block("x")[(int)a]++;
                tally.Block("y")[(int)b]++;
            }
        }

        if (Ranks is not null) tally.Block("products")[0] = sum;
        return tally;
    }
}
