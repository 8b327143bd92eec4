using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>With strata(site): every centre's own score and covariance of Gray's test; nothing by time.</summary>
internal sealed record GrayStep : Step
{
    internal GrayStep(StateCountsStep counts, double rho)
    {
        Counts = counts;
        Rho = rho;
        var n = counts.Frame.Complete;
        int g = (int)counts.Groups.Count, k = counts.Question.Response.States.Count;
        // Score terms are differences of counts; a covariance is at most the square of what they sum to.
        Layout = new LayoutBuilder().Numbers("score", k * g, 2 * n).Numbers("variance", k * g * g, 4 * n * n).Build();
    }

    public StateCountsStep Counts { get; }

    public double Rho { get; }

    public override string Name => "gray";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Integer((long)Counts.Groups.Count);
        writer.Integer((long)Counts.Strata.Count);
        writer.Number(Rho);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        int groups = (int)Counts.Groups.Count, strata = (int)Counts.Strata.Count, states = Counts.Question.Response.States.Count;
        var cells = groups * strata * Counts.Question.Response.Lattice.Cells;
        double[] events = new double[cells * states], censored = new double[cells];
        Counts.Count(run, events, censored, new double[1]);
        var terms = GrayTerms.Of(events, censored, groups, strata, states, Rho);
        var tally = new Tally(Layout);
        terms.Score.CopyTo(tally.Block("score"));
        terms.Variance.CopyTo(tally.Block("variance"));
        return tally;
    }
}
