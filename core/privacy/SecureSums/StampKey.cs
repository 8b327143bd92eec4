using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The one-time stamp of a sum: s + kappa x_1 + kappa^2 x_2 + ... modulo p, known to the sites and not to the coordinator.</summary>
/// <remarks>
/// A polynomial authenticator over a secret point (Wegman and Carter 1981; den Boer 1993). Elements are numbered from 1: a
/// constant term could be forged by adding the same to element and stamp. It is linear in the tally, so that stamps of
/// tallies add up to the stamp of their total, and a forged total of m elements passes with probability at most m / p.
/// </remarks>
internal readonly struct StampKey(UInt128 kappa, UInt128 offset)
{
    /// <param name="secret">64 bytes: two big-endian numbers that are reduced modulo p.</param>
    public static StampKey From(ReadOnlySpan<byte> secret) => new(StampField.Reduce(secret[..32]), StampField.Reduce(secret[32..64]));

    /// <summary>times * s + the sum over j from 1 of kappa^j [x_j].</summary>
    /// <param name="elements">Signed elements as on the wire.</param>
    /// <param name="width">Bytes an element: 16 or 8.</param>
    /// <param name="times">1 for a tally, the number of sites for a total.</param>
    public UInt128 Of(ReadOnlySpan<byte> elements, int width, int times)
    {
        var sum = StampField.Multiply((UInt128)times, offset);
        return StampField.Add(sum, width == 16
            ? Polynomial(MemoryMarshal.Cast<byte, Int128>(elements))
            : Polynomial(MemoryMarshal.Cast<byte, long>(elements)));
    }

    // Horner's rule in kappa^8 over batches of eight, the highest first. Within a batch products are gathered by weight
    // (1, 2^64, 2^128) with their carries, so that an element costs four multiplications and an eighth of a reduction.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UInt128 Polynomial(ReadOnlySpan<Int128> elements)
    {
        Span<UInt128> powers = stackalloc UInt128[8];
        Powers(powers);
        var whole = elements.Length & ~7;
        var sum = Batch(elements[whole..], powers);
        for (var i = whole - 8; i >= 0; i -= 8) sum = StampField.MultiplyAdd(sum, powers[7], Batch(elements.Slice(i, 8), powers));
        return sum;
    }

    /// <summary>The sum of kappa^(j+1) times the signed element j, of at most eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static UInt128 Batch(ReadOnlySpan<Int128> elements, ReadOnlySpan<UInt128> powers)
    {
        // Sums of products of 192 bits each, and of the powers of negative elements: two's complement adds 2^128 to those.
        ulong a0 = 0, a1 = 0, a2 = 0, b0 = 0, b1 = 0, b2 = 0, c0 = 0, c1 = 0, c2 = 0, n0 = 0, n1 = 0, n2 = 0;
        for (var j = 0; j < elements.Length; j++)
        {
            ulong k0 = (ulong)powers[j], k1 = (ulong)(powers[j] >> 64), x0 = (ulong)elements[j], x1 = (ulong)(elements[j] >> 64);
            var high = Math.BigMul(k0, x0, out var low);
            Gather(ref a0, ref a1, ref a2, low, high);
            high = Math.BigMul(k1, x0, out low);
            Gather(ref b0, ref b1, ref b2, low, high);
            high = Math.BigMul(k0, x1, out low);
            Gather(ref b0, ref b1, ref b2, low, high);
            high = Math.BigMul(k1, x1, out low);
            Gather(ref c0, ref c1, ref c2, low, high);
            var sign = (ulong)((long)x1 >> 63);
            Gather(ref n0, ref n1, ref n2, k0 & sign, k1 & sign);
        }

        var sum = StampField.Add(StampField.OfWords(a0, a1, a2), StampField.TimesTwo64(StampField.OfWords(b0, b1, b2)));
        // 2^128 = 2 (mod p).
        var doubled = StampField.Subtract(StampField.OfWords(c0, c1, c2), StampField.OfWords(n0, n1, n2));
        return StampField.Add(sum, StampField.Add(doubled, doubled));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(ref ulong s0, ref ulong s1, ref ulong s2, ulong low, ulong high)
    {
        s0 += low;
        // High words are at most 2^64 - 2: adding the carry does not wrap.
        high += s0 < low ? 1UL : 0UL;
        s1 += high;
        s2 += s1 < high ? 1UL : 0UL;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UInt128 Polynomial(ReadOnlySpan<long> elements)
    {
        Span<UInt128> powers = stackalloc UInt128[8];
        Powers(powers);
        var whole = elements.Length & ~7;
        var sum = Batch(elements[whole..], powers);
        for (var i = whole - 8; i >= 0; i -= 8) sum = StampField.MultiplyAdd(sum, powers[7], Batch(elements.Slice(i, 8), powers));
        return sum;
    }

    /// <summary>The same for elements of 64 bits: two multiplications each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static UInt128 Batch(ReadOnlySpan<long> elements, ReadOnlySpan<UInt128> powers)
    {
        // Two's complement adds 2^64 to a negative element.
        ulong a0 = 0, a1 = 0, a2 = 0, b0 = 0, b1 = 0, b2 = 0, n0 = 0, n1 = 0, n2 = 0;
        for (var j = 0; j < elements.Length; j++)
        {
            ulong k0 = (ulong)powers[j], k1 = (ulong)(powers[j] >> 64), x = (ulong)elements[j];
            var high = Math.BigMul(k0, x, out var low);
            Gather(ref a0, ref a1, ref a2, low, high);
            high = Math.BigMul(k1, x, out low);
            Gather(ref b0, ref b1, ref b2, low, high);
            var sign = (ulong)(elements[j] >> 63);
            Gather(ref n0, ref n1, ref n2, k0 & sign, k1 & sign);
        }

        var upper = StampField.Subtract(StampField.OfWords(b0, b1, b2), StampField.OfWords(n0, n1, n2));
        return StampField.Add(StampField.OfWords(a0, a1, a2), StampField.TimesTwo64(upper));
    }

    /// <summary>kappa to the powers from 1.</summary>
    private void Powers(Span<UInt128> powers)
    {
        powers[0] = kappa;
        for (var i = 1; i < powers.Length; i++) powers[i] = StampField.Multiply(powers[i - 1], kappa);
    }
}
