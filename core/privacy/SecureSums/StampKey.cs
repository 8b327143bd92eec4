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

    // Four chains of Horner's rule in kappa^4, so that their multiplications overlap: element j = 4 i + c + 1 belongs to
    // chain c, and the sum is kappa (c_0 + kappa c_1 + kappa^2 c_2 + kappa^3 c_3).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UInt128 Polynomial(ReadOnlySpan<Int128> elements)
    {
        var kappa2 = StampField.Multiply(kappa, kappa);
        var kappa4 = StampField.Multiply(kappa2, kappa2);
        UInt128 c0 = 0, c1 = 0, c2 = 0, c3 = 0;
        var whole = elements.Length & ~3;
        var rest = elements[whole..];
        if (rest.Length > 0) c0 = StampField.Of(rest[0]);
        if (rest.Length > 1) c1 = StampField.Of(rest[1]);
        if (rest.Length > 2) c2 = StampField.Of(rest[2]);
        for (var i = whole - 4; i >= 0; i -= 4)
        {
            c0 = StampField.MultiplyAdd(c0, kappa4, StampField.Of(elements[i]));
            c1 = StampField.MultiplyAdd(c1, kappa4, StampField.Of(elements[i + 1]));
            c2 = StampField.MultiplyAdd(c2, kappa4, StampField.Of(elements[i + 2]));
            c3 = StampField.MultiplyAdd(c3, kappa4, StampField.Of(elements[i + 3]));
        }

        var sum = StampField.MultiplyAdd(c3, kappa, c2);
        sum = StampField.MultiplyAdd(sum, kappa, c1);
        sum = StampField.MultiplyAdd(sum, kappa, c0);
        return StampField.Multiply(sum, kappa);
    }

    private UInt128 Polynomial(ReadOnlySpan<long> elements)
    {
        var sum = UInt128.Zero;
        for (var j = elements.Length - 1; j >= 0; j--) sum = StampField.Multiply(StampField.Add(sum, StampField.Of(elements[j])), kappa);
        return sum;
    }
}
