using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure.Models;

/// <summary>
/// A site's own look at a weighted step before its tally leaves: the effective number of rows, (sum w)^2 / sum w^2, is at least
/// 11, or a quarter of the rows where there are few. A hurdle against a peer that lies about its tallies, not a proof: honest fits
/// stay far above.
/// </summary>
/// <remarks>Source: effective sample size of Kish (1965).</remarks>
public static class WeightGuard
{
    private const double Least = 11;
    private const double LeastShare = 0.25;

    // Sums below this are of rows whose weights have all vanished.
    private const double Vanished = 1e-250;

    /// <exception cref="FedOncoException">Disclosure.</exception>
    public static void Require(IWeightedStep step, SiteRun run)
    {
        var weights = step.WeightsOf(run);
        if (weights.Length == 0) return;
        double sum = 0, squares = 0;
        foreach (var w in weights)
        {
            sum += w;
            squares += w * w;
        }

        if (!(sum > Vanished) || !(sum * sum >= Math.Min(Least, LeastShare * weights.Length) * squares)) throw PreflightRules.Refused();
    }
}
