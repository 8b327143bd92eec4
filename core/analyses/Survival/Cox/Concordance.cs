using FedOnco.Analyses.Frames;
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

    /// <summary>The site's part, quadratic in a stratum's size only through its events.</summary>
    public static Tally Sum(ConcordanceStep step, SiteRun run)
    {
        var model = step.Model;
        var data = CoxSiteData.Of(model.Question, model.Frame, run);
        var strata = model.Strata.Assign(SiteFrame.Of(model.Frame.Variables, run));
        var score = data.Predictor(model.Means, step.Coefficients);
        double[] good = new double[data.Rows], all = new double[data.Rows];
        double concordant = 0, discordant = 0, tied = 0;
        foreach (var rows in Enumerable.Range(0, data.Rows).GroupBy(i => strata[i]).Select(g => g.ToArray()))
        {
            foreach (var i in rows.Where(i => data.Event[i]))
            {
                foreach (var j in rows)
                {
                    if (!IsComparable(data, i, j)) continue;
                    var difference = Compare(score[i], score[j]);
                    if (difference > 0) concordant++;
                    else if (difference < 0) discordant++;
                    else tied++;
                    var part = difference > 0 ? 1 : difference < 0 ? 0 : 0.5;
                    good[i] += part;
                    good[j] += part;
                    all[i]++;
                    all[j]++;
                }
            }
        }

        var tally = new Tally(step.Layout);
        tally.Block("concordant")[0] = concordant;
        tally.Block("discordant")[0] = discordant;
        tally.Block("tied")[0] = tied;
        var squares = tally.Block("squares");
        for (var i = 0; i < good.Length; i++)
        {
            squares[0] += good[i] * good[i];
            squares[1] += good[i] * all[i];
            squares[2] += all[i] * all[i];
        }

        return tally;
    }

    /// <summary>i dies while j is at risk and outlives it; censoring at the same time counts as later.</summary>
    private static bool IsComparable(CoxSiteData data, int i, int j)
    {
        if (i == j || (data.Start is not null && data.Start[j] >= data.Stop[i])) return false;
        return data.Stop[j] > data.Stop[i] || (data.Stop[j] == data.Stop[i] && !data.Event[j]);
    }

    /// <summary>Scores that differ by rounding only are tied.</summary>
    private static int Compare(double a, double b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)) ? 0 : a > b ? 1 : -1;
}
