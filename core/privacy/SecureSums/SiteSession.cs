using System.Buffers.Binary;
using System.Security.Cryptography;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A site's part of one run: hello, shares, then sums, then the end. Keys live in memory only.</summary>
/// <remarks>
/// One owner, one call at a time. The first <see cref="FedOncoException"/> ends the session: nothing is answered after it.
/// Late, duplicate and foreign totals are dropped.
/// </remarks>
public sealed class SiteSession : IDisposable
{
    /// <summary>Attempts at one sum under one set of keys, at most.</summary>
    public const uint MostAttempts = 8;

    private readonly string _site;
    private readonly RunBinding _binding;
    private readonly ITallyRecord _record;
    private readonly SitePast _past;
    private readonly ISetUpPrimitives _primitives;
    private readonly byte[] _rosterHash;
    private readonly Transcript _transcript;
    private SiteSetUp? _setUp;
    private SiteKeys? _keys;
    private PendingTotal? _pending;
    private SiteStage _stage = SiteStage.Start;

    /// <param name="site">Id of this site, one of the binding's.</param>
    /// <param name="binding">From the contract that passed this site's gate and its pinned roster.</param>
    /// <param name="past">Verified totals of the same contract and heads of logs; none for a first run.</param>
    /// <exception cref="FedOncoException">RosterMismatch where this site's key is not the one in its roster; HistoryDiffers where the past is no chain.</exception>
    public SiteSession(string site, RunBinding binding, IdentityKey identity, ITallyRecord record, SitePast? past = null)
        : this(site, binding, record, past ?? SitePast.None, new SetUpPrimitives(identity))
    {
        var entry = binding.Roster.Entries.FirstOrDefault(e => e.Site == site);
        if (entry is null || !entry.IdentityKey.Span.SequenceEqual(identity.PublicKey))
            throw new FedOncoException(ErrorReason.RosterMismatch, $"The roster does not hold the identity key of {site}.");
    }

    internal SiteSession(string site, RunBinding binding, ITallyRecord record, SitePast past, ISetUpPrimitives primitives)
    {
        _site = site;
        _binding = binding;
        _record = record;
        _past = past;
        _primitives = primitives;
        _rosterHash = Hashes.Roster(binding.Roster);
        if (binding.Sites.Count < 2 || !binding.Sites.Contains(site, StringComparer.Ordinal) || !IsAscending(binding.Sites))
            throw new FedOncoException(ErrorReason.Protocol, "A run has at least two sites, in ascending order, this one among them.");
        _transcript = NewTranscript();
        ReachedHash = ChainOf(past);
    }

    /// <summary>Index of the last verified total of this run; 0 before the first.</summary>
    public ulong Index => _transcript.Index;

    /// <summary>h at <see cref="Index"/>, 32 bytes.</summary>
    public ReadOnlySpan<byte> TranscriptHash => _transcript.Hash;

    /// <summary>
    /// Totals up to this index were verified by every site in earlier runs of the contract: they are recalled, not asked
    /// again. 0 for a first run; known after <see cref="AcceptHellos"/>.
    /// </summary>
    public ulong RecordedIndex => _setUp?.LeastIndex ?? 0;

    private byte[] ReachedHash { get; }

    /// <summary>The signed hello; one per run id, ever.</summary>
    /// <exception cref="FedOncoException">Protocol where this run id was used before.</exception>
    public SiteHello CreateHello() => Step(SiteStage.Start, SiteStage.Greeted, () =>
    {
        if (!_record.TryAddRun(_binding.Run))
            throw new FedOncoException(ErrorReason.Protocol, "This run was opened before; a new run needs a new id.");
        _setUp = new SiteSetUp(_site, _binding, _rosterHash, (ulong)_past.Totals.Count, ReachedHash, _past, _primitives);
        return _setUp.Hello;
    });

    /// <summary>Checks all hellos and seals this site's share for every peer.</summary>
    /// <exception cref="FedOncoException">RosterMismatch, SetupForged, PeerFault, HistoryDiffers, LedgerRolledBack.</exception>
    public PeerShares AcceptHellos(Hellos hellos) => Step(SiteStage.Greeted, SiteStage.Shared, () => SetUp.AcceptHellos(hellos));

    /// <summary>Opens the peers' shares, all in one message; afterwards sums may begin.</summary>
    /// <exception cref="FedOncoException">SetupForged, PeerFault.</exception>
    public void AcceptShares(PeerShares shares) => Step(SiteStage.Shared, SiteStage.Ready, () =>
    {
        _keys = SetUp.AcceptShares(shares);
        SetUp.Dispose();
        return _keys;
    });

    /// <summary>Encodes, masks and stamps this site's tally of the next step, in chunks of at most 1 MiB.</summary>
    /// <param name="stepHash">Of the step that this site's own program derived, 32 bytes.</param>
    /// <param name="layout">The step's.</param>
    /// <param name="tally">One number an element, blocks in the layout's order.</param>
    /// <param name="attempt">1 to 8, never falling within a sum; the same attempt gives the same bytes.</param>
    /// <exception cref="FedOncoException">OutOfBounds (NaN, infinity, over the bound), TooLarge, TallyChanged, StepMismatch, Protocol.</exception>
    public IEnumerable<TallyChunk> Mask(ReadOnlyMemory<byte> stepHash, TallyLayout layout, ReadOnlyMemory<double> tally, uint attempt = 1) =>
        Step(SiteStage.Ready, SiteStage.Ready, () =>
        {
            if (Index < RecordedIndex) throw Misuse("This total is recorded; recall it.");
            if (attempt is 0 or > MostAttempts || attempt < (_pending?.Names.Attempt ?? 0)) throw Misuse("The attempts at a sum rise from 1 to 8.");
            if (_pending is not null && !_pending.Names.StepHash.AsSpan().SequenceEqual(stepHash.Span))
                throw new FedOncoException(ErrorReason.StepMismatch, $"Sum {Index + 1} was answered for another step.");
            var names = Names(stepHash, attempt);
            var shape = new TallyShape(layout, _binding.Sites.Count);
            if (tally.Length != shape.Elements) throw Misuse("The tally has another length than its layout.");
            var sent = new SiteTally(shape, tally.Span);
            sent.RequireUnchanged(_record, _binding.QuestionHash, names);
            // Ready implies keys.
            var chunks = sent.Mask(_binding.Run, names, _keys!);
            if (_pending?.Names.Attempt != attempt) Await(PendingTotal.Stamped(names, shape, _keys!.Stamp(names)));
            return chunks;
        });

    /// <summary>Awaits a total that every site verified before a restart, instead of <see cref="Mask"/>, while <see cref="Index"/> is below <see cref="RecordedIndex"/>.</summary>
    /// <exception cref="FedOncoException">StepMismatch where this site recorded another step; Protocol where there is nothing to recall.</exception>
    public void Recall(ReadOnlyMemory<byte> stepHash, TallyLayout layout) => Step(SiteStage.Ready, SiteStage.Ready, () =>
    {
        if (Index >= RecordedIndex) throw Misuse("There is no recorded total to recall.");
        var recorded = _past.Totals[(int)Index];
        if (!recorded.StepHash.AsSpan().SequenceEqual(stepHash.Span))
            throw new FedOncoException(ErrorReason.StepMismatch, $"Sum {Index + 1} was of another step before the restart.");
        return Await(PendingTotal.OfHash(Names(stepHash, PendingTotal.Recorded), new TallyShape(layout, _binding.Sites.Count), recorded.TotalHash));
    });

    /// <summary>Takes a chunk of the total; returns the decoded total when it is whole and its stamp is right, null before.</summary>
    /// <exception cref="FedOncoException">TotalUnverified; StepMismatch where the coordinator's step is another; HistoryDiffers.</exception>
    public double[]? Accept(TotalChunk chunk) => Step(SiteStage.Ready, SiteStage.Ready, () =>
    {
        if (_pending is not { } pending || !chunk.Run.Span.SequenceEqual(_binding.Run)
            || chunk.Index != pending.Names.Index || chunk.Attempt != pending.Names.Attempt) return null;
        if (!chunk.StepHash.Span.SequenceEqual(pending.Names.StepHash))
            throw new FedOncoException(ErrorReason.StepMismatch, $"The coordinator added another step than this site's sum {pending.Names.Index}.");
        if (!pending.Accept(chunk)) return null;
        var hash = pending.Hash();
        if (Index < (ulong)_past.Totals.Count && !_past.Totals[(int)Index].TotalHash.AsSpan().SequenceEqual(hash))
            throw new FedOncoException(ErrorReason.HistoryDiffers, $"Total {pending.Names.Index} is another one than before the restart.");
        _transcript.Append(pending.Names.StepHash, hash);
        _record.AddTotal(_binding.ContractHash, Index, pending.Names.StepHash, hash, TranscriptHash);
        var total = pending.Decode();
        Await(null);
        return total;
    });

    /// <summary>Signs the end: index and transcript hash reached.</summary>
    public RunEnd CreateEnd() => Step(SiteStage.Ready, SiteStage.Ended, () => RunCertificate.Sign(_site, _binding, Index, TranscriptHash, _primitives));

    /// <summary>Forgets all keys.</summary>
    public void Dispose()
    {
        _stage = SiteStage.Ended;
        _setUp?.Dispose();
        _keys?.Dispose();
        Await(null);
    }

    /// <summary>Site and index only: no secret reaches a log.</summary>
    public override string ToString() => $"Session of {_site} at sum {Index}";

    // Set by the hello, and every later stage follows it.
    private SiteSetUp SetUp => _setUp!;

    private SumNames Names(ReadOnlyMemory<byte> stepHash, uint attempt) => new(Index + 1, TranscriptHash.ToArray(), stepHash.ToArray(), attempt);

    private PendingTotal? Await(PendingTotal? next)
    {
        _pending?.Dispose();
        return _pending = next;
    }

    private Transcript NewTranscript() => new(_binding.ContractHash, _rosterHash, _binding.HistoryHash);

    private byte[] ChainOf(SitePast past)
    {
        var chain = NewTranscript();
        foreach (var total in past.Totals)
        {
            chain.Append(total.StepHash, total.TotalHash);
            if (total.Index != chain.Index || !chain.Hash.SequenceEqual(total.TranscriptHash))
                throw new FedOncoException(ErrorReason.HistoryDiffers, "The totals recorded at this site are not the ones it verified under this contract. Ask again as a new question.");
        }

        return chain.Hash.ToArray();
    }

    private T Step<T>(SiteStage from, SiteStage to, Func<T> act)
    {
        if (_stage != from)
            throw Misuse(_stage == SiteStage.Ended ? "This run has ended here." : "A message of the run came out of order.");
        _stage = SiteStage.Ended;
        var result = act();
        _stage = to;
        return result;
    }

    private static bool IsAscending(IReadOnlyList<string> sites)
    {
        for (var i = 1; i < sites.Count; i++)
            if (SiteOrder.Instance.Compare(sites[i - 1], sites[i]) >= 0) return false;
        return true;
    }

    private static FedOncoException Misuse(string what) => new(ErrorReason.Protocol, what);
}
