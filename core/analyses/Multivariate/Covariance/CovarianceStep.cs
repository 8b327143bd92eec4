using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression;
using FedOnco.Protos;

namespace FedOnco.Analyses.Multivariate.Covariance;

/// <summary>Sums and products of the scaled variables about given means.</summary>
public sealed record CovarianceStep : Step
{
    /// <param name="frame">The frame.</param>
    /// <param name="question">Variables.</param>
    /// <param name="means">On the scale (x - centre) / half range.</param>
    /// <param name="basis">Upper triangular combinations of the centred variables, size x size row-major, that take their place; null for the variables.</param>
    public CovarianceStep(ModelFrame frame, CovarianceQuestion question, double[] means, double[]? basis = null)
    {
        Frame = frame;
        Question = question;
        Means = means;
        Basis = basis;
        var reach = ReachOf(basis, means.Length);
        Layout = new LayoutBuilder().Numbers("sums", means.Length, reach * frame.Complete).Numbers("products", Packed.Length(means.Length), reach * reach * frame.Complete).Build();
    }

    public ModelFrame Frame { get; }

    public CovarianceQuestion Question { get; }

    public double[] Means { get; }

    public double[]? Basis { get; }

    public override string Name => "covariance";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Means);
        if (Basis is not null) writer.Numbers(Basis);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var columns = Scaled(SiteFrame.Of(Frame.Variables, run));
        var products = new WeightedProducts(columns, Means, intercept: false, Basis);
        var sums = RowBlocks.Sum(columns[0].Values.Length, products.Length, products.Scratch + RowBlocks.Size, (start, count, block, scratch) =>
        {
            products.Load(start, count, scratch);
            var ones = scratch.Slice(products.Scratch, count);
            ones.Fill(1);
            products.AddScore(ones, scratch, block);
            products.AddProducts(count, scratch, block);
        });
        var tally = new Tally(Layout);
        sums.AsSpan(0, products.Size).CopyTo(tally.Block("sums"));
        sums.AsSpan(products.Size).CopyTo(tally.Block("products"));
        return tally;
    }

    /// <summary>Centre and half of the range of a variable.</summary>
    internal static (double Centre, double Half) ScaleOf(Expressions.ValueType type) => ((type.Minimum + type.Maximum) / 2, type.Maximum > type.Minimum ? (type.Maximum - type.Minimum) / 2 : 1);

    /// <summary>Largest magnitude of a summed column: a centred variable lies in [-2, 2].</summary>
    private static double ReachOf(double[]? basis, int size)
    {
        var most = 2.0;
        for (var k = 0; k < size && basis is not null; k++)
        {
            var sum = 0.0;
            for (var j = 0; j <= k; j++) sum += 2 * Math.Abs(basis[(j * size) + k]);
            most = Math.Max(most, sum);
        }

        return most;
    }

    private ScaledColumn[] Scaled(SiteFrame site) => [.. Question.Columns.Select(c =>
    {
        var (centre, half) = ScaleOf(c.Type);
        return new ScaledColumn(site.Held(c), centre, half);
    })];
}
