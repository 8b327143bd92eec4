using System.Security.Cryptography;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A site's set-up of a run: its hello, its share for every peer, the keys that follow.</summary>
internal sealed class SiteSetUp : IDisposable
{
    private const int ShareLength = 32;

    private readonly RunBinding _binding;
    private readonly byte[] _rosterHash;
    private readonly SitePast _past;
    private readonly ISetUpPrimitives _primitives;
    private readonly IRunKey _key;
    private readonly byte[] _share;
    private IReadOnlyList<SiteHello> _hellos = [];
    private byte[] _hashOfAll = [];
    private Dictionary<string, byte[]> _pairKeys = [];

    /// <summary>Makes the run's keys and signs the hello; the caller has stored the run id.</summary>
    public SiteSetUp(string site, RunBinding binding, byte[] rosterHash, ulong index, ReadOnlySpan<byte> transcriptHash, SitePast past, ISetUpPrimitives primitives)
    {
        _binding = binding;
        _rosterHash = rosterHash;
        _past = past;
        _primitives = primitives;
        _key = primitives.NewKey();
        _share = primitives.RandomBytes(ShareLength);
        Hello = new SiteHello
        {
            Run = ByteString.CopyFrom(binding.Run),
            Site = site,
            ContractHash = ByteString.CopyFrom(binding.ContractHash),
            RosterHash = ByteString.CopyFrom(rosterHash),
            HistoryHash = ByteString.CopyFrom(binding.HistoryHash),
            Index = index,
            TranscriptHash = ByteString.CopyFrom(transcriptHash),
            EphemeralKey = ByteString.CopyFrom(_key.PublicPoint),
            Nonce = ByteString.CopyFrom(primitives.RandomBytes(32)),
            ShareCommitment = ByteString.CopyFrom(HelloBytes.Commitment(binding.Run, site, _share)),
            AuditSize = past.OwnHead.Size,
            AuditRoot = ByteString.CopyFrom(past.OwnHead.Root),
        };
        Hello.Signature = ByteString.CopyFrom(primitives.Sign(HelloBytes.Signed(Hello)));
    }

    public SiteHello Hello { get; }

    /// <summary>The least index that any site reached: all resume after it.</summary>
    public ulong LeastIndex { get; private set; }

    /// <exception cref="FedOncoException">RosterMismatch, SetupForged, PeerFault, HistoryDiffers, LedgerRolledBack.</exception>
    public PeerShares AcceptHellos(Hellos hellos)
    {
        _hellos = new HelloCheck(Hello, _binding, _rosterHash, _past, _primitives).Check(hellos);
        _hashOfAll = HelloBytes.HashOfAll(_hellos);
        LeastIndex = _hellos.Min(h => h.Index);
        _pairKeys = Peers().ToDictionary(peer => peer.Site, PairKey, StringComparer.Ordinal);
        var shares = new PeerShares { Run = Hello.Run };
        foreach (var peer in Peers())
        {
            var (key, associated) = Envelope(Hello.Site, peer.Site, _pairKeys[peer.Site]);
            shares.Shares.Add(new PeerShare
            {
                Run = Hello.Run,
                From = Hello.Site,
                To = peer.Site,
                Sealed = ByteString.CopyFrom(SealedBox.Seal(key, _share, associated)),
            });
        }

        return shares;
    }

    /// <exception cref="FedOncoException">SetupForged where a share is missing or cannot be opened, PeerFault where it is not the one committed to.</exception>
    public SiteKeys AcceptShares(PeerShares shares)
    {
        var sealedShares = new Dictionary<string, PeerShare>(StringComparer.Ordinal);
        foreach (var share in shares.Shares)
            if (share.To == Hello.Site && !sealedShares.TryAdd(share.From, share)) throw Forged($"There are two shares of {share.From}.");
        var secrets = new byte[ShareLength * _hellos.Count];
        for (var u = 0; u < _hellos.Count; u++)
        {
            var hello = _hellos[u];
            var share = hello.Site == Hello.Site ? _share : Open(hello, sealedShares.GetValueOrDefault(hello.Site));
            share.CopyTo(secrets, u * ShareLength);
        }

        var stampSecret = new FieldWriter("stamp secret").Bytes(_binding.Run).Bytes(_hashOfAll).DeriveFrom(secrets, 32);
        CryptographicOperations.ZeroMemory(secrets);
        var pairs = Peers().Select(peer => (_pairKeys[peer.Site], SiteOrder.Instance.Compare(Hello.Site, peer.Site) < 0));
        return new SiteKeys([.. pairs], stampSecret);
    }

    /// <summary>Forgets the run's key and share; pair keys live on in <see cref="SiteKeys"/>.</summary>
    public void Dispose()
    {
        _key.Dispose();
        CryptographicOperations.ZeroMemory(_share);
    }

    private IEnumerable<SiteHello> Peers() => _hellos.Where(h => h.Site != Hello.Site);

    private byte[] Open(SiteHello peer, PeerShare? share)
    {
        if (share is null || !share.Run.Span.SequenceEqual(_binding.Run)) throw Forged($"The share of {peer.Site} is missing.");
        var (key, associated) = Envelope(peer.Site, Hello.Site, _pairKeys[peer.Site]);
        var opened = share.Sealed.Length == ShareLength + SealedBox.Overhead ? SealedBox.Open(key, share.Sealed.Span, associated) : null;
        if (opened is null) throw Forged($"The share of {peer.Site} cannot be opened: it was altered, or the sites were given different hellos.");
        if (!peer.ShareCommitment.Span.SequenceEqual(HelloBytes.Commitment(_binding.Run, peer.Site, opened)))
            throw new FedOncoException(ErrorReason.PeerFault, $"{peer.Site} sent another share than the one it committed to. The run ends before any number was sent.");
        return opened;
    }

    /// <summary>k_uv, the same at both sites.</summary>
    private byte[] PairKey(SiteHello peer)
    {
        var secret = _key.Agree(peer.EphemeralKey.Span)
            ?? throw new FedOncoException(ErrorReason.PeerFault, $"{peer.Site} sent a key that is not a point of the curve. The run ends before any number was sent.");
        var (lower, higher) = SiteOrder.Instance.Compare(Hello.Site, peer.Site) < 0 ? (Hello, peer) : (peer, Hello);
        var pairKey = new FieldWriter("pair").Bytes(_binding.ContractHash).Bytes(_binding.Run).Bytes(_rosterHash)
            .Text(lower.Site).Text(higher.Site).Bytes(lower.EphemeralKey.Span).Bytes(higher.EphemeralKey.Span).Bytes(_hashOfAll)
            .DeriveFrom(secret, 32);
        CryptographicOperations.ZeroMemory(secret);
        return pairKey;
    }

    private (byte[] Key, byte[] Associated) Envelope(string from, string to, byte[] pairKey) => (
        new FieldWriter("share").Text(from).Text(to).DeriveFrom(pairKey, 32),
        new FieldWriter("share").Bytes(_binding.Run).Text(from).Text(to).Bytes(_hashOfAll).Written.ToArray());

    private static FedOncoException Forged(string what) =>
        new(ErrorReason.SetupForged, what + " The run ends before any number was sent.");
}
