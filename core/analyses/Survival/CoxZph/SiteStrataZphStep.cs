using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.CoxZph;

/// <summary>Score weighted by g(t), and information weighted by g(t) and its square, inside each centre's strata.</summary>
public sealed record SiteStrataZphStep : Step
{
    /// <param name="model">The fit.</param>
    /// <param name="coefficients">Where.</param>
    /// <param name="grid">Points at which g is known.</param>
    /// <param name="scale">g at each of them.</param>
    internal SiteStrataZphStep(CoxModel model, double[] coefficients, TimeGrid grid, double[] scale)
    {
        Model = model;
        Coefficients = coefficients;
        Grid = grid;
        Scale = scale;
        var most = 1.0;
        foreach (var g in scale) most = Math.Max(most, Math.Abs(g));
        var rows = model.Frame.Complete * model.WeightBound;
        var packed = Packed.Length(coefficients.Length);
        Layout = new LayoutBuilder().Numbers("score", coefficients.Length, 4 * rows * most).Numbers("first", packed, 8 * rows * most).Numbers("second", packed, 8 * rows * most * most).Build();
    }

    public CoxModel Model { get; }

    public double[] Coefficients { get; }

    public TimeGrid Grid { get; }

    public double[] Scale { get; }

    public override string Name => "cox-zph-site-strata";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Numbers(Model.Means);
        writer.Numbers(Coefficients);
        writer.Numbers(Scale);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var lattice = Model.Question.Response.Lattice;
        double At(int point) => Grid.IndexOf(lattice.Value(point)) is var k && double.IsNaN(k) ? 0 : Scale[(int)k];
        var sums = SiteStrataSums.Of(Model, Coefficients, run);
        var first = sums.Weighted(At);
        var second = sums.Weighted(point => At(point) * At(point));
        var tally = new Tally(Layout);
        first.Score.CopyTo(tally.Block("score"));
        first.Information.CopyTo(tally.Block("first"));
        second.Information.CopyTo(tally.Block("second"));
        return tally;
    }
}
