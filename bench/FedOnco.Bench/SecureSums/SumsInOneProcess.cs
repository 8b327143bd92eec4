using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Bench.SecureSums;

/// <summary>All sites of a run in this process, both cores for their tallies.</summary>
internal abstract class SumsInOneProcess(IAnalysis analysis, StudyContext context, SiteRun[] cohorts) : IFederation
{
    public IAnalysis Analysis => analysis;

    public StudyContext Context => context;

    public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        Begin(step);
        Parallel.For(0, cohorts.Length, site => Take(site, step, QuestionProgram.Sum(analysis, context, step, cohorts[site])));
        return Task.FromResult(new Total(step.Layout, End(step)));
    }

    protected abstract void Begin(Step step);

    protected abstract void Take(int site, Step step, Tally tally);

    protected abstract double[] End(Step step);
}
