using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Regression.Meta;

/// <summary>A federation of one: a centre runs the program of a fit on its own rows, and nothing of it leaves.</summary>
internal sealed class OwnFederation(IAnalysis analysis, StudyContext context, SiteRun run) : IFederation
{
    public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new Total(step.Layout, QuestionProgram.Sum(analysis, context, step, run).Values.ToArray()));
    }
}
