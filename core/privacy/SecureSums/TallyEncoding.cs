using System.Runtime.InteropServices;
using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A tally's doubles as the signed elements of its ring, and a total's elements as doubles.</summary>
internal static class TallyEncoding
{
    /// <exception cref="FedOncoException">OutOfBounds for NaN, an infinity, or a magnitude over the block's bound.</exception>
    public static void Encode(TallyShape shape, ReadOnlySpan<double> values, Span<byte> elements)
    {
        foreach (var block in shape.Blocks)
        {
            var from = values.Slice(block.Start, block.Length);
            var bytes = elements.Slice(block.Start * shape.Width, block.Length * shape.Width);
            var fits = shape.Width == 16
                ? Encode(block, from, MemoryMarshal.Cast<byte, Int128>(bytes))
                : Encode(block, from, MemoryMarshal.Cast<byte, long>(bytes));
            if (!fits) throw new FedOncoException(ErrorReason.OutOfBounds, "A number of this site's tally is not finite or lies outside the bound of its block; nothing was sent.");
        }
    }

    /// <summary>Whether every element of a total is at most sites * bound * 2^f.</summary>
    public static bool WithinLimits(TallyShape shape, ReadOnlySpan<byte> elements)
    {
        foreach (var block in shape.Blocks)
        {
            var limit = block.Limit * shape.Sites;
            var bytes = elements.Slice(block.Start * shape.Width, block.Length * shape.Width);
            if (shape.Width == 16)
            {
                foreach (var element in MemoryMarshal.Cast<byte, Int128>(bytes))
                    if (element > limit || element < -limit) return false;
            }
            else
            {
                // Below 2^63 by the shape.
                var most = (long)limit;
                foreach (var element in MemoryMarshal.Cast<byte, long>(bytes))
                    if (element > most || element < -most) return false;
            }
        }

        return true;
    }

    public static double[] Decode(TallyShape shape, ReadOnlySpan<byte> elements)
    {
        var values = new double[shape.Elements];
        foreach (var block in shape.Blocks)
        {
            var to = values.AsSpan(block.Start, block.Length);
            var bytes = elements.Slice(block.Start * shape.Width, block.Length * shape.Width);
            if (shape.Width == 16) Decode(block, MemoryMarshal.Cast<byte, Int128>(bytes), to);
            else Decode(block, MemoryMarshal.Cast<byte, long>(bytes), to);
        }

        return values;
    }

    private static bool Encode(BlockShape block, ReadOnlySpan<double> from, Span<Int128> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            // False for NaN as well.
            if (!(Math.Abs(from[i]) <= block.Bound)) return false;
            to[i] = FixedPoint.Encode(from[i], block.FractionBits);
        }

        return true;
    }

    private static bool Encode(BlockShape block, ReadOnlySpan<double> from, Span<long> to)
    {
        // Times a power of two is exact, or so small that it is rounded to 0 either way.
        var scale = FixedPoint.PowerOfTwo(block.FractionBits);
        for (var i = 0; i < from.Length; i++)
        {
            if (!(Math.Abs(from[i]) <= block.Bound)) return false;
            to[i] = (long)Math.Round(from[i] * scale, MidpointRounding.ToEven);
        }

        return true;
    }

    private static void Decode(BlockShape block, ReadOnlySpan<Int128> from, Span<double> to)
    {
        for (var i = 0; i < from.Length; i++) to[i] = FixedPoint.Decode(from[i], block.FractionBits);
    }

    private static void Decode(BlockShape block, ReadOnlySpan<long> from, Span<double> to)
    {
        // The conversion rounds once, half to even (IEEE 754); times a power of two is exact.
        var scale = FixedPoint.PowerOfTwo(-block.FractionBits);
        for (var i = 0; i < from.Length; i++) to[i] = from[i] * scale;
    }
}
