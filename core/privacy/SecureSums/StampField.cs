using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FedOnco.Privacy.SecureSums;

/// <summary>Arithmetic modulo the prime p = 2^127 - 1, in which stamps live for both rings.</summary>
internal static class StampField
{
    /// <summary>p.</summary>
    public static UInt128 Prime => new(0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF);

    public static UInt128 Add(UInt128 a, UInt128 b) => Once(a + b);

    public static UInt128 Subtract(UInt128 a, UInt128 b) => Once(a + (Prime - b));

    /// <summary>The product of two reduced elements.</summary>
    public static UInt128 Multiply(UInt128 a, UInt128 b) => MultiplyAdd(a, b, UInt128.Zero);

    /// <summary>a * b + c of reduced elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt128 MultiplyAdd(UInt128 a, UInt128 b, UInt128 c)
    {
        ulong a0 = (ulong)a, a1 = (ulong)(a >> 64), b0 = (ulong)b, b1 = (ulong)(b >> 64);
        var p01 = Product(a0, b1);
        var p10 = Product(a1, b0);
        // a1 and b1 are below 2^63: a cross product is below 2^127, and the sum of two and of a carry does not wrap.
        var middle = p01 + p10 + (Product(a0, b0) >> 64);
        var low = new UInt128((ulong)middle, a0 * b0);
        // The upper 128 bits of a product below 2^254: below 2^126.
        var high = Product(a1, b1) + (middle >> 64);
        // 2^127 = 1 (mod p): the bits from 127 on are added to the lower ones.
        return Once(Fold(low & Prime, (high << 1) | (low >> 127), c));
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

    /// <summary>A number of 192 bits, least word first, modulo p.</summary>
    /// <param name="s2">Below 2^32.</param>
    public static UInt128 OfWords(ulong s0, ulong s1, ulong s2)
    {
        // 2^128 = 2 (mod p).
        var low = new UInt128(s1, s0);
        return Once((low & Prime) + (low >> 127) + (2 * (UInt128)s2));
    }

    /// <summary>2^64 times a reduced number: a rotation of its 127 bits.</summary>
    public static UInt128 TimesTwo64(UInt128 value) => Once(((value << 64) & Prime) + (value >> 63));

    /// <summary>The sum of three numbers of at most 127 bits, folded to at most p + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt128 Fold(UInt128 a, UInt128 b, UInt128 c)
    {
        // a + b is at most 2^128 - 2; folding it before c is added keeps every sum below 2^128.
        var sum = a + b;
        sum = (sum & Prime) + (sum >> 127) + c;
        return (sum & Prime) + (sum >> 127);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt128 Product(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return new UInt128(high, low);
    }

    /// <summary>A number below 2p, reduced: at most one subtraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt128 Once(UInt128 value) => value >= Prime ? value - Prime : value;
}
