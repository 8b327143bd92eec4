using System.Buffers.Binary;

namespace FedOnco.Privacy.SecureSums;

/// <summary>Arithmetic modulo the prime p = 2^127 - 1, in which stamps live for both rings.</summary>
internal static class StampField
{
    /// <summary>p.</summary>
    public static readonly UInt128 Prime = (UInt128.One << 127) - 1;

    public static UInt128 Add(UInt128 a, UInt128 b) => Once(a + b);

    public static UInt128 Subtract(UInt128 a, UInt128 b) => Once(a + (Prime - b));

    /// <summary>The product of two reduced elements.</summary>
    public static UInt128 Multiply(UInt128 a, UInt128 b)
    {
        var high = Math.BigMul((ulong)(a >> 64), (ulong)(b >> 64), out var highLow);
        var low = Math.BigMul((ulong)a, (ulong)b, out var lowLow);
        // Both factors are below 2^127, so each cross product is below 2^127 and their sum does not wrap.
        var cross = Product((ulong)(a >> 64), (ulong)b) + Product((ulong)a, (ulong)(b >> 64));
        var bottom = new UInt128(low, lowLow);
        var shifted = cross << 64;
        bottom += shifted;
        var carry = bottom < shifted ? UInt128.One : UInt128.Zero;
        var top = new UInt128(high, highLow) + (cross >> 64) + carry;
        // top * 2^128 + bottom, and 2^127 = 1 (mod p): the product is 2 * top + bottom's top bit + its lower 127 bits.
        return Once((bottom & Prime) + Once((top << 1) | (bottom >> 127)));
    }

    /// <summary>[x]: the signed number modulo p, p - |x| where it is negative.</summary>
    /// <param name="value">Of magnitude below p.</param>
    public static UInt128 Of(Int128 value) => value < 0 ? Prime - (UInt128)(-value) : (UInt128)value;

    /// <summary>A big-endian number of 32 bytes modulo p.</summary>
    public static UInt128 Reduce(ReadOnlySpan<byte> bytes)
    {
        var high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        var low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
        var two = Once((high & Prime) + (high >> 127));
        return Add(Add(two, two), Once((low & Prime) + (low >> 127)));
    }

    private static UInt128 Product(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return new UInt128(high, low);
    }

    /// <summary>A number up to 2p, reduced: at most one subtraction.</summary>
    private static UInt128 Once(UInt128 value) => value >= Prime ? value - Prime : value;
}
