using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>The site's two sums of a Newton step with a common baseline.</summary>
internal static class CommonBaselineSite
{
    public static Tally RiskSets(RiskSetStep step, SiteRun run)
    {
        var (columns, current) = At(step, run);
        var sums = RiskSetSums.Of(columns, current, step.Times);
        var tally = new Tally(step.Layout);
        sums.S0.CopyTo(tally.Block("s0"));
        sums.S1.CopyTo(tally.Block("s1"));
        sums.D0.CopyTo(tally.Block("d0"));
        sums.D1.CopyTo(tally.Block("d1"));
        tally.Block("predictor")[0] = sums.Linear;
        return tally;
    }

    public static Tally Information(InformationStep step, SiteRun run)
    {
        var (columns, current) = At(step.Risk, run);
        var sums = InformationSums.Of(columns, current.Risk, step.Hazard, step.Tied, step.EventWeights);
        var tally = new Tally(step.Layout);
        var size = columns.Columns.Length;
        sums.AsSpan(0, size).CopyTo(tally.Block("score"));
        sums.AsSpan(size).CopyTo(tally.Block("products"));
        return tally;
    }

    private static (RiskColumns Columns, CurrentRisk Current) At(RiskSetStep step, SiteRun run)
    {
        var model = step.Model;
        var columns = RiskColumns.Of(model, step.Times, CoxSiteData.Of(model.Question, model.Frame, run), run);
        return (columns, CurrentRisk.Of(columns, step.Coefficients, run));
    }
}
