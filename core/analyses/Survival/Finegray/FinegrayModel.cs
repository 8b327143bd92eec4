using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>What stays the same over the steps of a fit.</summary>
internal sealed record FinegrayModel(FinegrayQuestion Question, CoxModel Cox)
{
    /// <summary>Bound of a sum of weights: a weight G(t-) / G(x-) is at most 1.</summary>
    public double Risk(double[] coefficients) => Cox.Frame.Complete * Numerics.StableMath.Exp(Cox.PredictorBound(coefficients));

    /// <summary>A site's rows.</summary>
    public FinegrayRows Rows(SiteRun run) => run.Derived("finegray rows", () =>
    {
        var data = CoxSiteData.Of(Cox.Question, Cox.Frame, run);
        var site = SiteFrame.Of(Cox.Frame.Variables, run);
        var state = site.Values(Question.State);
        var competing = new bool[data.Rows];
        for (var i = 0; i < competing.Length; i++) competing[i] = state[i] != 0 && !data.Event[i];
        return new FinegrayRows(data, Cox.Strata.Assign(site), competing);
    });
}
