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

    private UInt128 Polynomial(ReadOnlySpan<Int128> elements)
    {
        var sum = UInt128.Zero;
        for (var j = elements.Length - 1; j >= 0; j--) sum = StampField.Multiply(StampField.Add(sum, StampField.Of(elements[j])), kappa);
        return sum;
    }

    private UInt128 Polynomial(ReadOnlySpan<long> elements)
    {
        var sum = UInt128.Zero;
        for (var j = elements.Length - 1; j >= 0; j--) sum = StampField.Multiply(StampField.Add(sum, StampField.Of(elements[j])), kappa);
        return sum;
    }
}
