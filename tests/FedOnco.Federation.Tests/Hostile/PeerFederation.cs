using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>The sums of a site without patients, which may answer another step than the one that follows.</summary>
internal sealed class PeerFederation(SiteSession session, Func<Step, Step> derive, Func<FromAgent, Task> send, Func<Task<TotalChunk>> next) : IFederation
{
    public async Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        var answered = derive(step);
        foreach (var chunk in session.Mask(answered.Hash(), answered.Layout, new Tally(answered.Layout).Memory)) await send(new FromAgent { Tally = chunk });
        while (true)
        {
            if (session.Accept(await next()) is { } values) return new Total(step.Layout, values);
        }
    }
}
