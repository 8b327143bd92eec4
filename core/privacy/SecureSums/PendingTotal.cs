using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The total that a site waits for: of a sum it sent its tally to, or one that it verified before a restart.</summary>
internal sealed class PendingTotal : IDisposable
{
    /// <summary>Attempt number of a recorded total on its way down again.</summary>
    public const uint Recorded = 0;

    private readonly StampKey? _stampKey;
    private readonly byte[]? _recordedHash;
    private readonly SumProgress _progress;
    private byte[]? _buffer;
    private UInt128 _stamp;

    private PendingTotal(SumNames names, TallyShape shape, StampKey? stampKey, byte[]? recordedHash)
    {
        Names = names;
        Shape = shape;
        _stampKey = stampKey;
        _recordedHash = recordedHash;
        _progress = new SumProgress(shape, ErrorReason.TotalUnverified);
    }

    public SumNames Names { get; }

    // Taken with the first chunk: while a large tally is on its way up there is no second vector. A large array that is new costs
    // a page fault for every 4 KiB, so totals of one run reuse theirs.
    private Span<byte> Total => (_buffer ??= IsReused ? ArrayPool<byte>.Shared.Rent(Shape.Bytes) : GC.AllocateUninitializedArray<byte>(Shape.Bytes)).AsSpan(0, Shape.Bytes);

    // The pool rounds up to a power of two and never gives back: not for the largest.
    private bool IsReused => Shape.Bytes <= 1 << 24;

    public TallyShape Shape { get; }

    /// <summary>A total that must carry the right stamp.</summary>
    public static PendingTotal Stamped(SumNames names, TallyShape shape, StampKey stampKey) => new(names, shape, stampKey, null);

    /// <summary>A total that must have the hash this site stored.</summary>
    public static PendingTotal OfHash(SumNames names, TallyShape shape, byte[] totalHash) => new(names, shape, null, totalHash);

    /// <summary>Takes a chunk of this sum; true when the total is whole and verified.</summary>
    /// <exception cref="FedOncoException">TotalUnverified.</exception>
    public bool Accept(TotalChunk chunk)
    {
        if (_progress.Take(chunk.Offset, chunk.Elements.Length, chunk.Last, chunk.Stamp.Length, "the coordinator") is not { } range) return false;
        chunk.Elements.Span.CopyTo(Total[range]);
        if (chunk.Last) _stamp = BinaryPrimitives.ReadUInt128LittleEndian(chunk.Stamp.Span);
        if (!_progress.IsWhole) return false;
        if (!IsRight()) throw new FedOncoException(ErrorReason.TotalUnverified, $"Total {Names.Index} is not the sum of what the sites sent: it was altered on its way, or a site masked another step. The run ends at every site.");
        return true;
    }

    public byte[] Hash() => SHA256.HashData(Total);

    public double[] Decode() => TallyEncoding.Decode(Shape, Total);

    /// <summary>Gives the buffer back; nothing is taken afterwards.</summary>
    public void Dispose()
    {
        if (_buffer is not null && IsReused) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private bool IsRight()
    {
        if (!TallyEncoding.WithinLimits(Shape, Total)) return false;
        if (_recordedHash is not null) return CryptographicOperations.FixedTimeEquals(_recordedHash, Hash());
        // One of stamp key and recorded hash is there by construction.
        return _stamp == _stampKey!.Value.Of(Total, Shape.Width, Shape.Sites);
    }
}
