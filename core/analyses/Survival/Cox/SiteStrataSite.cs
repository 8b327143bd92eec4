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
        var centred = new double[data.Rows * model.Size];
        for (var j = 0; j < model.Size; j++)
        {
            for (var i = 0; i < data.Rows; i++) centred[(i * model.Size) + j] = data.Columns[j][i] - model.Means[j];
        }

        sums.AddStrata(data, order, eta, centred);
        tally.Block("likelihood")[0] = sums.LogLikelihood;
        sums.Score.CopyTo(tally.Block("score"));
        sums.Information.CopyTo(tally.Block("information"));
        return tally;
    }
}
