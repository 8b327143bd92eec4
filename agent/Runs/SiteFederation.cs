using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Runs;

/// <summary>A program's secure sums at a site: compute, mask, send, wait for the total, verify it. Totals that every site verified before the run was cut are recalled.</summary>
internal sealed class SiteFederation(SiteSession session, Func<Step, Tally> tally, Func<FromAgent, Task> send, Func<Task<TotalChunk>> next, Action<Step> sent, Func<ErrorReason, FedOncoException> refusal) : IFederation
{
    /// <summary>No sum is under way: what the program says now follows from verified totals alone.</summary>
    public bool IsIdle { get; private set; } = true;

    public async Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        IsIdle = false;
        if (session.Index < session.RecordedIndex) session.Recall(step.Hash(), step.Layout);
        else await SendAsync(step).ConfigureAwait(false);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (session.Accept(await next().ConfigureAwait(false)) is not { } values) continue;
            IsIdle = true;
            return new Total(step.Layout, values);
        }
    }

    private async Task SendAsync(Step step)
    {
        var chunks = Mask(step);
        sent(step);
        foreach (var chunk in chunks) await send(new FromAgent { Tally = chunk }).ConfigureAwait(false);
    }

    private IEnumerable<TallyChunk> Mask(Step step)
    {
        try
        {
            return session.Mask(step.Hash(), step.Layout, tally(step).Memory);
        }
        catch (FedOncoException local) when (!IsOfTheProtocol(local.Reason))
        {
            throw refusal(local.Reason);
        }
    }

    /// <summary>Ends that say nothing of this site's data; any other reason might.</summary>
    private static bool IsOfTheProtocol(ErrorReason reason) =>
        reason is ErrorReason.Disclosure or ErrorReason.TallyChanged or ErrorReason.StepMismatch or ErrorReason.TooLarge or ErrorReason.Protocol;
}
