using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>
/// Harrell's C inside each centre's strata: of all comparable pairs the share in which the patient with the higher score dies
/// first, ties in score counting half. Its variance is the sum of squared influences (infinitesimal jackknife).
/// </summary>
/// <remarks>Source: Harrell et al. (1982). With c_i and n_i a patient's concordant (ties half) and comparable pairs, the
/// influence is (c_i - C n_i) / N, so three sums of squares and products give the variance once C is known.</remarks>
internal static class Concordance
{
    public static async Task<(double Estimate, double Error)?> SumAsync(CoxModel model, double[] coefficients, IFederation federation, CancellationToken cancellationToken)
    {
        var total = await federation.SumAsync(new ConcordanceStep(model, coefficients), cancellationToken).ConfigureAwait(false);
        double concordant = total.Scalar("concordant"), tied = total.Scalar("tied"), pairs = concordant + total.Scalar("discordant") + tied;
        if (pairs == 0) return null;
        var c = (concordant + (tied / 2)) / pairs;
        var squares = total.Block("squares");
        var variance = (squares[0] - (2 * c * squares[1]) + (c * c * squares[2])) / (pairs * pairs);
        return (c, Math.Sqrt(variance));
    }

    /// <summary>The site's part, n log n in a stratum's size.</summary>
    public static Tally Sum(ConcordanceStep step, SiteRun run)
    {
        var model = step.Model;
        var data = CoxSiteData.Of(model.Question, model.Frame, run);
        var strata = model.Strata.Assign(SiteFrame.Of(model.Frame.Variables, run));
        var score = data.Predictor(model.Means, step.Coefficients);
        double[] good = new double[data.Rows], all = new double[data.Rows];
        double concordant = 0, discordant = 0, tied = 0;
        var byStratum = RadixOrder.Ascending(strata);
        for (var from = 0; from < byStratum.Length;)
        {
            var to = from;
            while (to < byStratum.Length && strata[byStratum[to]] == strata[byStratum[from]]) to++;
            var rows = byStratum[from..to];
            from = to;
            var pairs = new ComparablePairs(data, rows, score, step.IsUno ? UnoWeights.OfStratum(data, rows, step.WeightLimit) : null);
            pairs.Count(good, all);
            concordant += pairs.Concordant;
            discordant += pairs.Discordant;
            tied += pairs.Tied;
        }

        var tally = new Tally(step.Layout);
        tally.Block("concordant")[0] = concordant;
        tally.Block("discordant")[0] = discordant;
        tally.Block("tied")[0] = tied;
        var squares = tally.Block("squares");
        Gather(model, data, run, ref good, ref all);
        for (var i = 0; i < good.Length; i++)
        {
            squares[0] += good[i] * good[i];
            squares[1] += good[i] * all[i];
            squares[2] += all[i] * all[i];
        }

        return tally;
    }

    /// <summary>Each patient's part by his weight; rows of a cluster go together.</summary>
    private static void Gather(CoxModel model, CoxSiteData data, SiteRun run, ref double[] good, ref double[] all)
    {
        for (var i = 0; i < good.Length; i++)
        {
            good[i] *= data.Weight(i);
            all[i] *= data.Weight(i);
        }

        if (model.Question.Cluster is null) return;
        var clusters = RobustSite.Clusters(model, data, run);
        double[] goodOf = new double[good.Length], allOf = new double[good.Length];
        for (var i = 0; i < good.Length; i++)
        {
            goodOf[clusters[i]] += good[i];
            allOf[clusters[i]] += all[i];
        }

        (good, all) = (goodOf, allOf);
    }
}
