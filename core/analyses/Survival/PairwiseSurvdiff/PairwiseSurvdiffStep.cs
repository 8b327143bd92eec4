using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Survdiff;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.PairwiseSurvdiff;

/// <summary>With strata(site): every centre's own test terms of every pair.</summary>
internal sealed record PairwiseSurvdiffStep : Step
{
    internal PairwiseSurvdiffStep(SurvdiffStep counts)
    {
        Counts = counts;
        var n = counts.Frame.Complete;
        var g = (int)counts.Groups.Count;
        Layout = new LayoutBuilder().Counts("n", g, n).Numbers("difference", PairTests.Pairs(g), n).Numbers("variance", PairTests.Pairs(g), n).Counts("off lattice", 1, n).Build();
    }

    public SurvdiffStep Counts { get; }

    public override string Name => "pairwise-survdiff";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Integer((long)Counts.Groups.Count);
        writer.Integer((long)Counts.Strata.Count);
        writer.Number(Counts.Rho);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var tally = new Tally(Layout);
        int groups = (int)Counts.Groups.Count, strata = (int)Counts.Strata.Count;
        var (events, censored) = Counts.OwnCounts(run, tally.Block("off lattice"));
        var tests = PairTests.Of(events, censored, groups, strata, Counts.Rho);
        tests.Patients.CopyTo(tally.Block("n"));
        tests.Difference.CopyTo(tally.Block("difference"));
        tests.Variance.CopyTo(tally.Block("variance"));
        return tally;
    }
}
