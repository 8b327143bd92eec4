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
        if (!Holds(step.WeightsOf(run))) throw PreflightRules.Refused();
    }

    /// <summary>Whether enough rows share the weight; true where there are no rows.</summary>
    public static bool Holds(IReadOnlyCollection<double> weights)
    {
        if (weights.Count == 0) return true;
        double sum = 0, squares = 0;
        foreach (var w in weights)
        {
            sum += w;
            squares += w * w;
        }

        return sum > Vanished && sum * sum >= Math.Min(Least, LeastShare * weights.Count) * squares;
    }
}
