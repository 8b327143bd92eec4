namespace FedOnco.Analyses.Reduction;

/// <summary>Sums of a part of an analysis: the same program as elsewhere, its steps under the part's name.</summary>
internal sealed class PartFederation(IFederation federation, string part) : IFederation
{
    public Task<Total> SumAsync(Step step, CancellationToken cancellationToken) => federation.SumAsync(new PartStep(part, step), cancellationToken);
}
