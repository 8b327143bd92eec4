using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FedOnco.Privacy.SecureSums;

/// <summary>Addition of a block of key stream to 16 bytes of a tally: one element modulo 2^128, or two modulo 2^64.</summary>
internal static class MaskAddition
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Combine(Vector128<byte> data, Vector128<byte> stream, bool add, bool wide)
    {
        var a = data.AsUInt64();
        var k = stream.AsUInt64();
        var sum = add ? a + k : a - k;
        if (!wide) return sum.AsByte();
        // The lower half carried where the sum is below a term, borrowed where the difference is above the minuend; the
        // comparison is all ones there, which is -1 to the upper half.
        var carry = Shift(add ? Vector128.LessThan(sum, k) : Vector128.GreaterThan(sum, a));
        return (add ? sum - carry : sum + carry).AsByte();
    }

    /// <summary>The lower half as the upper one, zero below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Shift(Vector128<ulong> value) =>
        System.Runtime.Intrinsics.X86.Sse2.IsSupported
            ? System.Runtime.Intrinsics.X86.Sse2.ShiftLeftLogical128BitLane(value, 8)
            : Vector128.Create(Vector64<ulong>.Zero, value.GetLower());
}
