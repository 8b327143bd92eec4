using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>What stays the same over the steps of a fit.</summary>
internal sealed record FinegrayModel(FinegrayQuestion Question, CoxModel Cox)
{
    /// <summary>Whether patients enter after time zero.</summary>
    public bool IsDelayed => Cox.Question.Response.Start is not null;

    /// <summary>Bound of a sum of risks: each weight is at most the largest.</summary>
    public double Risk(double[] coefficients, CensoringTimes times) => Cox.Frame.Complete * times.Largest * Numerics.StableMath.Exp(Cox.PredictorBound(coefficients));

    /// <summary>A site's rows.</summary>
    public FinegrayRows Rows(SiteRun run) => run.Derived("finegray rows", () =>
    {
        var data = CoxSiteData.Of(Cox.Question, Cox.Frame, run);
        var site = SiteFrame.Of(Cox.Frame.Variables, run);
        var state = site.Values(Question.State);
        var competing = new bool[data.Rows];
        for (var i = 0; i < competing.Length; i++) competing[i] = state[i] != 0 && !data.Event[i];
        var strata = Cox.Strata.Assign(site);
        var response = Cox.Question.Response;
        var patients = Question.Id is null || response.Start is null
            ? FinegrayPatients.Single(data.Rows)
            : FinegrayPatients.Of(site.Values(Question.Id), site.Values(response.Start), site.Values(response.Stop), strata, i => state[i] != 0);
        return FinegrayRows.Of(data, strata, competing, patients);
    });

    /// <summary>With strata(site): the site's own curves.</summary>
    public CensoringTimes OwnTimes(SiteRun run) => run.Derived("finegray times", () => Rows(run).Times((int)Cox.Strata.Count, Cox.Question.Response.Lattice.Cells));
}
