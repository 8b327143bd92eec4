using System.Buffers.Binary;
using System.Security.Cryptography;
using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>One sum at the coordinator: adds masked chunks as they come, in memory of two vectors whatever the number of sites.</summary>
/// <remarks>Duplicates, late chunks and those of another run, index or attempt are dropped; chunks may come in any order.</remarks>
public sealed class CoordinatorSum
{
    private readonly ReadOnlyMemory<byte> _run;
    private readonly ulong _index;
    private readonly uint _attempt;
    private readonly ReadOnlyMemory<byte> _stepHash;
    private readonly TallyShape _shape;
    private readonly Dictionary<string, SumProgress> _sites;
    private readonly byte[] _total;
    private UInt128 _stamp;

    /// <param name="index">1 for the first sum of the contract.</param>
    /// <param name="layout">From the step that the coordinator derived itself.</param>
    /// <param name="sites">The contract's sites.</param>
    /// <exception cref="FedOncoException">OutOfBounds, TooLarge: the layout does not fit its ring.</exception>
    public CoordinatorSum(ReadOnlyMemory<byte> run, ulong index, ReadOnlyMemory<byte> stepHash, TallyLayout layout, IReadOnlyList<string> sites, uint attempt = 1)
        : this(run, index, stepHash, new TallyShape(layout, sites.Count), sites, attempt, null)
    {
    }

    private CoordinatorSum(ReadOnlyMemory<byte> run, ulong index, ReadOnlyMemory<byte> stepHash, TallyShape shape, IReadOnlyList<string> sites, uint attempt, byte[]? total)
    {
        _run = run;
        _index = index;
        _attempt = attempt;
        _stepHash = stepHash;
        _shape = shape;
        _sites = sites.ToDictionary(site => site, _ => new SumProgress(_shape, ErrorReason.Protocol), StringComparer.Ordinal);
        _total = total ?? new byte[_shape.Bytes];
    }

    /// <summary>The total's elements, little-endian: stored durably before they go down.</summary>
    public ReadOnlyMemory<byte> Total
    {
        get
        {
            RequireComplete();
            return _total;
        }
    }

    /// <summary>A stored total on its way down again after a restart; each site compares its hash with its own.</summary>
    /// <param name="total">Taken over without a copy.</param>
    /// <exception cref="FedOncoException">Protocol where the stored bytes are not a total of this layout.</exception>
    public static CoordinatorSum Recorded(ReadOnlyMemory<byte> run, ulong index, ReadOnlyMemory<byte> stepHash, TallyLayout layout, IReadOnlyList<string> sites, byte[] total)
    {
        var shape = new TallyShape(layout, sites.Count);
        if (total.Length != shape.Bytes) throw new FedOncoException(ErrorReason.Protocol, $"The stored total {index} has another length than its layout.");
        return new CoordinatorSum(run, index, stepHash, shape, sites, PendingTotal.Recorded, total) { IsComplete = true };
    }

    /// <summary>Whether every site's tally is whole.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Adds a chunk; true for the one chunk that makes the last site's tally whole.</summary>
    /// <exception cref="FedOncoException">StepMismatch where the site derived another step; Protocol for a malformed chunk.</exception>
    public bool Add(string site, TallyChunk chunk)
    {
        if (!_sites.TryGetValue(site, out var progress))
            throw new FedOncoException(ErrorReason.Protocol, $"\"{site}\" is not a site of this run.");
        if (!chunk.Run.Span.SequenceEqual(_run.Span) || chunk.Index != _index || chunk.Attempt != _attempt) return false;
        if (!chunk.StepHash.Span.SequenceEqual(_stepHash.Span))
            throw new FedOncoException(ErrorReason.StepMismatch, $"{site} derived another step for sum {_index}; the run ends and nothing was learned. Check that all sites run the same version.");
        var stamp = chunk.Stamp.Length == 16 ? BinaryPrimitives.ReadUInt128LittleEndian(chunk.Stamp.Span) : UInt128.Zero;
        if (stamp >= StampField.Prime) throw new FedOncoException(ErrorReason.Protocol, $"The stamp from {site} is not a number of its field.");
        if (progress.Take(chunk.Offset, chunk.Elements.Length, chunk.Last, chunk.Stamp.Length, site) is not { } range) return false;
        RingAddition.Add(_total.AsSpan(range), chunk.Elements.Span, _shape.Width);
        _stamp = StampField.Add(_stamp, stamp);
        IsComplete = _sites.Values.All(p => p.IsWhole);
        return IsComplete;
    }

    /// <summary>Whether this site's tally is whole.</summary>
    public bool HasAll(string site) => _sites.TryGetValue(site, out var progress) && progress.IsWhole;

    /// <summary>The total on its way down; only when complete.</summary>
    public IEnumerable<TotalChunk> Chunks()
    {
        RequireComplete();
        return TotalChunks.Of(_run, new SumNames(_index, [], _stepHash.ToArray(), _attempt), _shape, _total, _stamp);
    }

    /// <summary>The decoded total, the same bits as at every site.</summary>
    public double[] Decode()
    {
        RequireComplete();
        return TallyEncoding.Decode(_shape, _total);
    }

    /// <summary>SHA-256 of the total's bytes, as it enters the transcript.</summary>
    public byte[] TotalHash()
    {
        RequireComplete();
        return SHA256.HashData(_total);
    }

    /// <summary>Sizes only.</summary>
    public override string ToString() => $"Sum {_index} of {_sites.Count} sites, {_shape.Elements} elements";

    private void RequireComplete()
    {
        if (!IsComplete) throw new InvalidOperationException("The sum is not complete.");
    }
}
