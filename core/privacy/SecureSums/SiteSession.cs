using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A site's part of one run: hello, shares, then sums, then the end. Keys live in memory only.</summary>
public sealed class SiteSession : IDisposable
{
    public SiteSession(string site, RunBinding binding, IdentityKey identity, ITallyRecord record) => throw new NotImplementedException();

    /// <summary>Index of the last verified total; 0 before the first.</summary>
    public ulong Index => throw new NotImplementedException();

    public ReadOnlySpan<byte> TranscriptHash => throw new NotImplementedException();

    /// <summary>The signed hello; one per run id, ever.</summary>
    public SiteHello CreateHello() => throw new NotImplementedException();

    /// <summary>Checks all hellos and seals this site's share for every peer.</summary>
    /// <exception cref="FedOncoException">RosterMismatch, SetupForged, PeerFault, HistoryDiffers.</exception>
    public PeerShares AcceptHellos(Hellos hellos) => throw new NotImplementedException();

    /// <summary>Opens the peers' shares; afterwards sums may begin.</summary>
    public void AcceptShares(PeerShares shares) => throw new NotImplementedException();

    /// <summary>Encodes, masks and stamps this site's tally of the next step, in chunks of at most 1 MiB.</summary>
    /// <exception cref="FedOncoException">OutOfBounds (NaN, infinity, over the bound), TallyChanged, StepMismatch.</exception>
    public IEnumerable<TallyChunk> Mask(ReadOnlyMemory<byte> stepHash, TallyLayout layout, ReadOnlyMemory<double> tally, uint attempt = 1) => throw new NotImplementedException();

    /// <summary>Takes a chunk of the total; returns the decoded total when it is whole and its stamp is right, null before.</summary>
    /// <exception cref="FedOncoException">TotalUnverified.</exception>
    public double[]? Accept(TotalChunk chunk) => throw new NotImplementedException();

    /// <summary>Signs the end: index and transcript hash reached.</summary>
    public RunEnd CreateEnd() => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
