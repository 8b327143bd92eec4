using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Protos;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>The propensity model fitted in a run, and its weights.</summary>
internal sealed record PropensityFit(GlmTotals Totals, PropensityWeights Weights)
{
    public const string Part = "propensity";

    public static async Task<PropensityFit> RunAsync(IptwSpec spec, StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var totals = await new GlmProgram().RunAsync(IptwQuestion.Propensity(spec, context), new PartFederation(federation, Part), cancellationToken).ConfigureAwait(false);
        // Without the shares of the arms, which only scale an arm as a whole and are not known before this sum.
        var plain = spec.Clone();
        plain.Stabilize = false;
        var arms = await federation.SumAsync(new ArmsStep(new PropensityWeights(plain, totals.Model, totals.Coefficients, 1, spec.HasTruncate ? spec.Truncate : PropensityWeights.Most)), cancellationToken).ConfigureAwait(false);
        ReadOnlySpan<double> n = arms.Block("n"), sums = arms.Block("weights"), squares = arms.Block("squares");
        for (var a = 0; a < 2 && context.IsGuarded; a++)
        {
            // Effective number of patients of each arm: few with large weights would be the answer.
            if (n[a] < context.Terms.MinimumPatients || sums[a] * sums[a] < context.Terms.MinimumPatients * squares[a]) throw Preflight.PreflightRules.Refused();
        }

        // A weight is at most the root of the sum of squares, with room for rounding of both.
        var largest = Math.Sqrt(Math.Max(squares[0], squares[1])) * (1 + 1e-6);
        var share = n[1] / (n[0] + n[1]);
        return new PropensityFit(totals, new PropensityWeights(spec, totals.Model, totals.Coefficients, share, Math.Max(1, largest)));
    }
}
