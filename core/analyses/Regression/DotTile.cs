using System.Numerics;
using System.Runtime.InteropServices;

namespace FedOnco.Analyses.Regression;

/// <summary>Inner products of two columns with up to four others at once: every loaded value is used more than once.</summary>
internal static class DotTile
{
    public const int Width = 4;

    /// <summary>Adds a'z and b'z of the four columns of z that stand a stride apart.</summary>
    /// <param name="a">First column.</param>
    /// <param name="b">Second column, as long as the first.</param>
    /// <param name="z">Start of four columns.</param>
    /// <param name="stride">Distance of two columns of z.</param>
    /// <param name="ofA">Receives four sums.</param>
    /// <param name="ofB">Receives four sums.</param>
    public static void Add(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> z, int stride, Span<double> ofA, Span<double> ofB)
    {
        var count = a.Length;
        // The last of the four columns ends inside z, and b is as long as a: no load below leaves them.
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, count);
        ArgumentOutOfRangeException.ThrowIfLessThan(z.Length, (3 * stride) + count);
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        ref var c = ref MemoryMarshal.GetReference(z);
        Vector<double> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        nuint i = 0, step = (nuint)stride, end = (nuint)(count - (count % Vector<double>.Count));
        for (; i < end; i += (nuint)Vector<double>.Count)
        {
            Vector<double> p = Vector.LoadUnsafe(ref x, i), q = Vector.LoadUnsafe(ref y, i);
            Vector<double> z0 = Vector.LoadUnsafe(ref c, i), z1 = Vector.LoadUnsafe(ref c, i + step), z2 = Vector.LoadUnsafe(ref c, i + (2 * step)), z3 = Vector.LoadUnsafe(ref c, i + (3 * step));
            a0 = Vector.MultiplyAddEstimate(p, z0, a0);
            a1 = Vector.MultiplyAddEstimate(p, z1, a1);
            a2 = Vector.MultiplyAddEstimate(p, z2, a2);
            a3 = Vector.MultiplyAddEstimate(p, z3, a3);
            b0 = Vector.MultiplyAddEstimate(q, z0, b0);
            b1 = Vector.MultiplyAddEstimate(q, z1, b1);
            b2 = Vector.MultiplyAddEstimate(q, z2, b2);
            b3 = Vector.MultiplyAddEstimate(q, z3, b3);
        }

        (ofA[0], ofA[1], ofA[2], ofA[3]) = (ofA[0] + Vector.Sum(a0), ofA[1] + Vector.Sum(a1), ofA[2] + Vector.Sum(a2), ofA[3] + Vector.Sum(a3));
        (ofB[0], ofB[1], ofB[2], ofB[3]) = (ofB[0] + Vector.Sum(b0), ofB[1] + Vector.Sum(b1), ofB[2] + Vector.Sum(b2), ofB[3] + Vector.Sum(b3));
        for (var r = (int)end; r < count; r++)
        {
            for (var k = 0; k < Width; k++)
            {
                ofA[k] += a[r] * z[(k * stride) + r];
                ofB[k] += b[r] * z[(k * stride) + r];
            }
        }
    }
}
