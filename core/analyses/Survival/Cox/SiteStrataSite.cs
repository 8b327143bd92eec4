using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>The partial likelihood of a centre's own strata: both sums of a common baseline's step, added up inside the centre.</summary>
internal static class SiteStrataSite
{
    public static Tally Sum(SiteStrataStep step, SiteRun run)
    {
        var model = step.Model;
        var data = CoxSiteData.Of(model.Question, model.Frame, run);
        var times = RobustSite.OwnTimes(model, data, run);
        var columns = RiskColumns.Of(model, times, data, run);
        var current = CurrentRisk.Of(columns, step.Coefficients, run);
        var sums = RiskSetSums.Of(columns, current, times);
        var terms = BaselineTerms.Of(times, sums.S0, sums.S1, sums.D0, sums.D1, model.Size);
        var products = InformationSums.Of(columns, current.Risk, terms.Hazard, terms.Tied, null);
        var tally = new Tally(step.Layout);
        tally.Block("likelihood")[0] = sums.Linear - terms.Logs;
        products.AsSpan(0, model.Size).CopyTo(tally.Block("score"));
        var information = tally.Block("information");
        for (int j = 0, next = 0; j < model.Size; j++)
        {
            for (var l = 0; l <= j; l++, next++) information[next] = products[model.Size + next] - terms.Squares[(j * model.Size) + l];
        }

        return tally;
    }
}
