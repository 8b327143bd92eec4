using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>The sums of a site without patients, which may answer another step than the one that follows.</summary>
internal sealed class PeerFederation(SiteSession session, Func<Step, Step> derive, Func<Step, (TallyLayout Layout, double[] Values)> tally, Func<FromAgent, Task> send, Func<Task<TotalChunk>> next) : IFederation
{
    public async Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        var answered = derive(step);
        var (layout, values) = tally(answered);
        if (session.Index < session.RecordedIndex) session.Recall(answered.Hash(), layout);
        else foreach (var chunk in session.Mask(answered.Hash(), layout, values)) await send(new FromAgent { Tally = chunk });
        while (true)
        {
            if (session.Accept(await next()) is { } total) return new Total(step.Layout, total);
        }
    }
}
