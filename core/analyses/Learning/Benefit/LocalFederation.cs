using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning.Benefit;

/// <summary>A program's sums over one site's own rows, inside that site: nothing leaves. For a centre's own model.</summary>
internal sealed class LocalFederation(StudyContext context, SiteRun run) : IFederation
{
    private readonly TrainSite _site = new();

    public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new Total(step.Layout, _site.Sum(context, step, run).Values.ToArray()));
    }
}
