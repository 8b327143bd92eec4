using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A checked layout: sizes, scales, limits and chunks of the tallies and of the total of one sum.</summary>
internal sealed class TallyShape
{
    /// <summary>Elements of a tally at most: the stamp's strength is stated for it, and no larger buffer is ever made.</summary>
    public const int MostElements = 1 << 24;

    /// <summary>Bytes of elements in a chunk: a whole message stays below 1 MiB.</summary>
    public const int ChunkBytes = (1 << 20) - 1024;

    public const int MostSites = 1 << 12;

    /// <exception cref="FedOncoException">OutOfBounds where sites * bound * 2^f does not fit the ring; TooLarge.</exception>
    public TallyShape(TallyLayout layout, int sites)
    {
        Sites = sites is >= 2 and <= MostSites
            ? sites
            : throw new FedOncoException(ErrorReason.Protocol, $"A secure sum needs 2 to {MostSites} sites.");
        Width = layout.Ring switch
        {
            Ring.Bits128 => 16,
            Ring.Bits64 => 8,
            _ => throw new FedOncoException(ErrorReason.Protocol, "A layout names its ring: 64 or 128 bits."),
        };
        Blocks = new BlockShape[layout.Blocks.Count];
        long start = 0;
        for (var b = 0; b < Blocks.Length; b++)
        {
            var block = layout.Blocks[b];
            if (start + block.Length > MostElements)
                throw new FedOncoException(ErrorReason.TooLarge, $"The sum has more than {MostElements} elements; ask for fewer groups or times.");
            Blocks[b] = new BlockShape((int)start, (int)block.Length, block.FractionBits, block.Bound, Limit(block));
            start += block.Length;
        }

        Elements = (int)start;
    }

    public int Sites { get; }

    /// <summary>Bytes of an element: 16 or 8.</summary>
    public int Width { get; }

    public BlockShape[] Blocks { get; }

    public int Elements { get; }

    public int Bytes => Elements * Width;

    public int ChunkElements => ChunkBytes / Width;

    /// <summary>Chunks of a tally; an empty one still has one, for its stamp.</summary>
    public int Chunks => Math.Max(1, (Elements + ChunkElements - 1) / ChunkElements);

    /// <summary>Where a chunk stands in the bytes of a tally.</summary>
    public Range BytesOf(int chunk) => (chunk * ChunkBytes)..Math.Min(Bytes, (chunk + 1) * ChunkBytes);

    /// <summary>The chunk with this offset, size and end mark; null where a tally of this shape has none.</summary>
    public int? ChunkAt(ulong offset, int length, bool last, int stampLength)
    {
        if (offset > (ulong)Elements || offset % (ulong)ChunkElements != 0) return null;
        var chunk = (int)(offset / (ulong)ChunkElements);
        if (chunk >= Chunks || last != (chunk == Chunks - 1) || stampLength != (last ? 16 : 0)) return null;
        return length == BytesOf(chunk).GetOffsetAndLength(Bytes).Length ? chunk : null;
    }

    private Int128 Limit(TallyBlock block)
    {
        if (Math.Abs(block.FractionBits) <= FixedPoint.MostFractionBits && double.IsFinite(block.Bound) && block.Bound >= 0)
        {
            // sites * bound * 2^f < 2^126 (2^63): the total and every subset of it keep their sign.
            var room = Width == 16 ? 126 : 63;
            if (block.Bound == 0) return 0;
            if (Math.ILogB(block.Bound) + block.FractionBits < room)
            {
                var limit = FixedPoint.Encode(block.Bound, block.FractionBits);
                if (limit <= ((Int128.One << room) - 1) / Sites) return limit;
            }
        }

        throw new FedOncoException(ErrorReason.OutOfBounds, $"The numbers of \"{block.Name}\" may become too large to add exactly. Rescale the variables (divide them by a constant) and try again.");
    }
}
