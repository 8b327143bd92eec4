using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>Sums of an analysis on rows with weights.</summary>
internal sealed class WeightedFederation(IFederation federation, PropensityWeights weights) : IFederation
{
    public Task<Total> SumAsync(Step step, CancellationToken cancellationToken) => federation.SumAsync(new WeightedStep(step, weights), cancellationToken);
}
