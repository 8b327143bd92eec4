using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>The site's part of a Newton step with a baseline for each centre.</summary>
internal static class SiteStrataSite
{
    public static Tally Sum(SiteStrataStep step, SiteRun run)
    {
        var sums = SiteStrataSums.Of(step.Model, step.Coefficients, run);
        var tally = new Tally(step.Layout);
        tally.Block("likelihood")[0] = sums.LogLikelihood;
        sums.Score.CopyTo(tally.Block("score"));
        sums.Information.CopyTo(tally.Block("information"));
        return tally;
    }
}
