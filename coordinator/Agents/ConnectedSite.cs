using System.Threading.Channels;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.Agents;

/// <summary>A site's open stream: what goes out to it, in order.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose, and runs may still wait on it.
internal sealed class ConnectedSite(string site, ulong seen, uint version = 1)
#pragma warning restore CA1001
{
    /// <summary>Messages that wait at most.</summary>
    public const int MostWaiting = 4096;

    /// <summary>Chunks of totals that wait at most: 64 MiB.</summary>
    public const int MostChunks = 64;

    private readonly Channel<FromCoordinator> _outgoing = Channel.CreateBounded<FromCoordinator>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly SemaphoreSlim _room = new(MostChunks);
    private readonly Lock _offering = new();
    private volatile bool _closed;

    // Entries of the coordinator's log that the site knows once it has taken what is under way.
    private ulong _seen = seen;

    public string Site => site;

    /// <summary>The version of the protocol that was agreed on.</summary>
    public uint Version => version;

    /// <summary>False where the site does not keep up or is gone.</summary>
    public bool TrySend(FromCoordinator message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Offers a run with the proof that the contract's head of the log goes with what the site saw last.</summary>
    /// <param name="offer">Of this site alone: the proof is put into it.</param>
    /// <param name="size">Entries of the log that the contract names.</param>
    /// <param name="proof">Makes a proof between two sizes.</param>
    public bool TryOffer(RunOffer offer, ulong size, Func<ulong, ulong, IReadOnlyList<byte[]>> proof)
    {
        lock (_offering)
        {
            if (_seen > 0) offer.AuditProof.AddRange(proof(Math.Min(_seen, size), Math.Max(_seen, size)).Select(p => ByteString.CopyFrom(p)));
            if (!TrySend(new FromCoordinator { Offer = offer })) return false;
            _seen = Math.Max(_seen, size);
            return true;
        }
    }

    /// <summary>Sends a chunk of a total; completes when there is room for it, or the site is gone.</summary>
    public async ValueTask SendChunkAsync(FromCoordinator chunk, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!_closed) TrySend(chunk);
    }

    /// <summary>What goes out, until the stream is closed.</summary>
    public async IAsyncEnumerable<FromCoordinator> OutgoingAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return message;
            if (message.Total is not null) _room.Release();
        }
    }

    /// <summary>By the stream that takes its place, and by its own end: the second finds it closed.</summary>
    public void Close()
    {
        lock (_offering)
        {
            if (_closed) return;
            _closed = true;
        }

        _outgoing.Writer.TryComplete();
        _room.Release(int.MaxValue / 2);
    }
}
