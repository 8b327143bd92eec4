using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>The partial likelihood of a centre's own strata.</summary>
internal static class SiteStrataSite
{
    public static Tally Sum(SiteStrataStep step, SiteRun run)
    {
        var model = step.Model;
        var data = CoxSiteData.Of(model.Question, model.Frame, run);
        var order = run.Derived("cox order", () => RiskOrder.Of(data, model.Strata.Assign(SiteFrame.Of(model.Frame.Variables, run))));
        var eta = data.Predictor(model.Means, step.Coefficients);
        var tally = new Tally(step.Layout);
        var sums = new PartialLikelihood(model.Size, model.Question.Efron);
        sums.AddStrata(data, order, eta, data.Centred(model.Means));
        tally.Block("likelihood")[0] = sums.LogLikelihood;
        sums.Score.CopyTo(tally.Block("score"));
        sums.Information.CopyTo(tally.Block("information"));
        return tally;
    }
}
