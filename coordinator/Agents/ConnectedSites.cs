using System.Collections.Concurrent;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.Agents;

/// <summary>The sites that are connected now. A newer stream of a site takes the place of an older one.</summary>
internal sealed class ConnectedSites
{
    private readonly ConcurrentDictionary<string, ConnectedSite> _sites = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ByteString, Func<string, FromAgent, ValueTask>> _runs = new();
    private volatile TaskCompletionSource _changed = New();

    /// <summary>A site's stream ended, with the site's id.</summary>
    public event Action<string>? Lost;

    /// <summary>A message of a site for a run, before the run takes it.</summary>
    public event Action<string, FromAgent>? Received;

    /// <summary>
    /// Held while a run is offered to all its sites, and while hellos go to them: were the hellos of another run to come in between, a site that is
    /// offered late would know a newer head of a peer's log than the peer shows it, and call that log rolled back.
    /// </summary>
    public Lock Offering { get; } = new();

    /// <summary>How many.</summary>
    public int Count => _sites.Count;

    public bool IsConnected(string site) => _sites.ContainsKey(site);

    /// <summary>Takes a stream whose site has announced itself.</summary>
    public void Add(ConnectedSite connected)
    {
        ConnectedSite? older = null;
        _sites.AddOrUpdate(connected.Site, connected, (_, present) =>
        {
            older = present;
            return connected;
        });
        older?.Close();
        // Runs that wait for the older stream wait in vain.
        if (older is not null) Lost?.Invoke(connected.Site);
        Signal();
    }

    public void Remove(ConnectedSite connected)
    {
        connected.Close();
        if (!_sites.TryRemove(KeyValuePair.Create(connected.Site, connected))) return;
        Lost?.Invoke(connected.Site);
        Signal();
    }

    /// <summary>Hands the messages of a run to its owner until <see cref="Close"/>.</summary>
    /// <param name="run">Id of the run's keys.</param>
    /// <param name="take">Completes when the run has room for more: meanwhile the site's stream is not read.</param>
    public void Open(ByteString run, Func<string, FromAgent, ValueTask> take) => _runs[run] = take;

    public void Close(ByteString run) => _runs.TryRemove(run, out _);

    /// <summary>Hands a message to its run; one of a run that is not open is late or foreign and dropped.</summary>
    public ValueTask DeliverAsync(string site, FromAgent message)
    {
        Received?.Invoke(site, message);
        return RunOf(message) is { } run && _runs.TryGetValue(run, out var take) ? take(site, message) : ValueTask.CompletedTask;
    }

    public bool TrySend(string site, FromCoordinator message) => _sites.TryGetValue(site, out var connected) && connected.TrySend(message);

    /// <summary>Offers a run to a site; see <see cref="ConnectedSite.TryOffer"/>.</summary>
    public bool TryOffer(string site, RunOffer offer, ulong size, Func<ulong, ulong, IReadOnlyList<byte[]>> proof) => _sites.TryGetValue(site, out var connected) && connected.TryOffer(offer, size, proof);

    /// <summary>Sends a chunk of a total; waits for a site that reads more slowly than others. One that is gone has told its runs so.</summary>
    public ValueTask SendChunkAsync(string site, FromCoordinator chunk, CancellationToken cancellationToken) =>
        _sites.TryGetValue(site, out var connected) ? connected.SendChunkAsync(chunk, cancellationToken) : ValueTask.CompletedTask;

    public void Broadcast(Func<ConnectedSite, FromCoordinator> message)
    {
        foreach (var connected in _sites.Values) connected.TrySend(message(connected));
    }

    /// <summary>Waits until all sites are connected; returns those that are not when the time is over.</summary>
    public async Task<IReadOnlyList<string>> WaitForAsync(IReadOnlyList<string> sites, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (sites.All(IsConnected)) return [];
        // Ends with the wait: its timer would stay for as long as the patience is.
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var deadline = Task.Delay(patience, clock, waiting.Token);
        while (true)
        {
            var changed = _changed.Task;
            var missing = sites.Where(s => !IsConnected(s)).ToList();
            if (missing.Count == 0 || deadline.IsCompleted)
            {
                await waiting.CancelAsync().ConfigureAwait(false);
                return missing;
            }

            await Task.WhenAny(changed, deadline).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static ByteString? RunOf(FromAgent message) => message.MessageCase switch
    {
        FromAgent.MessageOneofCase.Refusal => message.Refusal.Run,
        FromAgent.MessageOneofCase.Hello => message.Hello.Run,
        FromAgent.MessageOneofCase.Shares => message.Shares.Run,
        FromAgent.MessageOneofCase.Tally => message.Tally.Run,
        FromAgent.MessageOneofCase.End => message.End.Run,
        _ => null,
    };

    private void Signal() => Interlocked.Exchange(ref _changed, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
