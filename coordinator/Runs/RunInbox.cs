using System.Threading.Channels;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>Messages of a run's sites in the order of arrival; a lost site is a message too.</summary>
internal sealed class RunInbox(IReadOnlyList<string> sites, TimeSpan deadline, TimeProvider clock, CancellationToken cancelled)
{
    private readonly Channel<(string Site, FromAgent? Message)> _messages = Channel.CreateBounded<(string, FromAgent?)>(new BoundedChannelOptions(65_536) { SingleReader = true });

    public void Take(string site, FromAgent message)
    {
        if (sites.Contains(site)) _messages.Writer.TryWrite((site, message));
    }

    public void TakeLoss(string site)
    {
        if (sites.Contains(site)) _messages.Writer.TryWrite((site, null));
    }

    /// <summary>The next message.</summary>
    /// <param name="waitingFor">Sites that have not done their part, for the message where time runs out.</param>
    /// <exception cref="FedOncoException">SiteLost where time runs out.</exception>
    /// <exception cref="SiteCutException">A site's stream ended.</exception>
    /// <exception cref="SiteRefusalException">A site refuses.</exception>
    public async Task<(string Site, FromAgent Message)> NextAsync(Func<IEnumerable<string>> waitingFor)
    {
        if (!_messages.Reader.TryRead(out var next))
        {
            using var timer = new CancellationTokenSource(deadline, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancelled);
            try
            {
                next = await _messages.Reader.ReadAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
            {
                throw new FedOncoException(ErrorReason.SiteLost, $"{string.Join(", ", waitingFor())} did not answer within {deadline.TotalSeconds:0} seconds. Try again when the site is back.");
            }
        }

        if (next.Message is null) throw new SiteCutException(next.Site);
        if (next.Message.Refusal is { } refusal) throw new SiteRefusalException(next.Site, refusal.Problem);
        return (next.Site, next.Message);
    }
}
