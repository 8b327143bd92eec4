using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning;

/// <summary>Marks every step of a fit with the fit's name.</summary>
internal sealed class ScopedFederation(IFederation federation, string scope) : IFederation, IRoundWatcher
{
    public Task<Total> SumAsync(Step step, CancellationToken cancellationToken) => federation.SumAsync(new ScopedStep(scope, step), cancellationToken);

    public void Report(int round, string metric, double value) => (federation as IRoundWatcher)?.Report(round, $"{scope}: {metric}", value);
}
