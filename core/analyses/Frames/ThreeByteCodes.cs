using System.Numerics;
using System.Runtime.InteropServices;

namespace FedOnco.Analyses.Frames;

/// <summary>Whole numbers of three bytes: sixteen low bits, and eight high bits with the sign.</summary>
internal static class ThreeByteCodes
{
    /// <summary>Takes whole numbers apart.</summary>
    /// <param name="codes">From -2^23 to 2^23 - 1.</param>
    /// <param name="low">As many.</param>
    /// <param name="high">As many.</param>
    public static void Split(ReadOnlySpan<int> codes, Span<ushort> low, Span<sbyte> high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(low.Length, codes.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(high.Length, codes.Length);
        ref var source = ref MemoryMarshal.GetReference(codes);
        ref var words = ref MemoryMarshal.GetReference(low);
        ref var bytes = ref MemoryMarshal.GetReference(high);
        nuint i = 0, length = (nuint)codes.Length, step = (nuint)Vector<int>.Count;
        for (; i + (4 * step) <= length; i += 4 * step)
        {
            Vector<int> a = Vector.LoadUnsafe(ref source, i), b = Vector.LoadUnsafe(ref source, i + step), c = Vector.LoadUnsafe(ref source, i + (2 * step)), d = Vector.LoadUnsafe(ref source, i + (3 * step));
            Vector.AsVectorUInt16(Vector.Narrow(a, b)).StoreUnsafe(ref words, i);
            Vector.AsVectorUInt16(Vector.Narrow(c, d)).StoreUnsafe(ref words, i + (2 * step));
            Vector.Narrow(Vector.Narrow(a >> 16, b >> 16), Vector.Narrow(c >> 16, d >> 16)).StoreUnsafe(ref bytes, i);
        }

        for (var r = (int)i; r < codes.Length; r++) (low[r], high[r]) = ((ushort)codes[r], (sbyte)(codes[r] >> 16));
    }

    /// <summary>Puts them together again.</summary>
    /// <param name="low">Low bits.</param>
    /// <param name="high">As many high bits.</param>
    /// <param name="codes">As many.</param>
    public static void Join(ReadOnlySpan<ushort> low, ReadOnlySpan<sbyte> high, Span<int> codes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(high.Length, low.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(codes.Length, low.Length);
        ref var words = ref MemoryMarshal.GetReference(low);
        ref var bytes = ref MemoryMarshal.GetReference(high);
        ref var target = ref MemoryMarshal.GetReference(codes);
        nuint i = 0, length = (nuint)low.Length, step = (nuint)Vector<int>.Count;
        for (; i + (4 * step) <= length; i += 4 * step)
        {
            Vector.Widen(Vector.LoadUnsafe(ref bytes, i), out var first, out var second);
            Join(Vector.LoadUnsafe(ref words, i), first, ref target, i);
            Join(Vector.LoadUnsafe(ref words, i + (2 * step)), second, ref target, i + (2 * step));
        }

        for (var r = (int)i; r < low.Length; r++) codes[r] = (high[r] << 16) | low[r];
    }

    private static void Join(Vector<ushort> low, Vector<short> high, ref int target, nuint at)
    {
        Vector.Widen(low, out var lowFirst, out var lowSecond);
        Vector.Widen(high, out var highFirst, out var highSecond);
        (Vector.AsVectorInt32(lowFirst) | (highFirst << 16)).StoreUnsafe(ref target, at);
        (Vector.AsVectorInt32(lowSecond) | (highSecond << 16)).StoreUnsafe(ref target, at + (nuint)Vector<int>.Count);
    }
}
