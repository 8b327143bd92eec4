using System.Threading.Channels;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>Messages of a run's sites in the order of arrival; a lost site is a message too. A site that sends faster than the run takes waits.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose, and streams may still wait on it.
internal sealed class RunInbox
#pragma warning restore CA1001
{
    /// <summary>Messages that wait at most, of all sites together: 32 MiB of chunks. Streams that wait for room take turns.</summary>
    public const int MostWaiting = 32;

    private readonly TimeSpan _deadline;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _cancelled;
    private readonly HashSet<string> _sites;
    private readonly SemaphoreSlim _room = new(MostWaiting);
    private long _stage;
    private volatile bool _closed;
    private readonly Channel<(string Site, FromAgent? Message)> _messages = Channel.CreateUnbounded<(string, FromAgent?)>(new UnboundedChannelOptions { SingleReader = true });

    public RunInbox(IReadOnlyList<string> sites, TimeSpan deadline, TimeProvider clock, CancellationToken cancelled)
    {
        _deadline = deadline;
        _clock = clock;
        _cancelled = cancelled;
        _sites = sites.ToHashSet(StringComparer.Ordinal);
        BeginStage();
    }

    /// <summary>The deadline counts from here: messages that bring nothing new do not move it.</summary>
    public void BeginStage() => _stage = _clock.GetTimestamp();

    /// <summary>Takes a message; completes when there is room for it. Those of sites outside the run are dropped.</summary>
    public async ValueTask TakeAsync(string site, FromAgent message)
    {
        if (!_sites.Contains(site)) return;
        await _room.WaitAsync().ConfigureAwait(false);
        // Once the run has ended its messages are late.
        if (_closed) return;
        _messages.Writer.TryWrite((site, message));
    }

    public void TakeLoss(string site)
    {
        if (_sites.Contains(site)) _messages.Writer.TryWrite((site, null));
    }

    /// <summary>Lets go of streams that wait for room.</summary>
    public void Close()
    {
        _closed = true;
        _room.Release(int.MaxValue / 2);
    }

    /// <summary>The next message.</summary>
    /// <param name="waitingFor">Sites that have not done their part, for the message where time runs out.</param>
    /// <exception cref="FedOncoException">SiteLost where time runs out.</exception>
    /// <exception cref="SiteCutException">A site's stream ended.</exception>
    /// <exception cref="SiteRefusalException">A site refuses.</exception>
    public async Task<(string Site, FromAgent Message)> NextAsync(Func<IEnumerable<string>> waitingFor)
    {
        var left = _deadline - _clock.GetElapsedTime(_stage);
        if (left <= TimeSpan.Zero || !_messages.Reader.TryRead(out var next)) next = await WaitAsync(left, waitingFor).ConfigureAwait(false);
        if (next.Message is null) throw new SiteCutException(next.Site);
        _room.Release();
        if (next.Message.Refusal is { } refusal) throw new SiteRefusalException(next.Site, refusal.Problem);
        return (next.Site, next.Message);
    }

    private async Task<(string Site, FromAgent? Message)> WaitAsync(TimeSpan left, Func<IEnumerable<string>> waitingFor)
    {
        using var timer = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _cancelled);
        try
        {
            return await _messages.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_cancelled.IsCancellationRequested)
        {
            throw new FedOncoException(ErrorReason.SiteLost, $"{string.Join(", ", waitingFor())} did not answer within {_deadline.TotalSeconds:0} seconds. Try again when the site is back.");
        }
    }
}
