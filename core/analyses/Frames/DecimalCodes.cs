using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FedOnco.Analyses.Frames;

/// <summary>
/// Doubles that stand for decimals of a few digits, as whole numbers: 12.5 with two digits is 1250. What is written is what is
/// read, bit for bit: a value that would not be is refused when it is written.
/// </summary>
/// <remarks>
/// Read as code / 10^digits rounded once, by a product with the reciprocal and one correction, which takes a quarter of a
/// division's time. Source: Markstein (1990), theorem on the correctly rounded quotient.
/// </remarks>
public static class DecimalCodes
{
    /// <summary>Digits behind the point at most.</summary>
    public const int MostDigits = 9;

    /// <summary>Largest magnitude of a code: it fits three bytes, and no high byte of a value is that of a missing one.</summary>
    private const int Most = 127 << 16;

    /// <summary>Of a missing value.</summary>
    public const int Missing = -128 << 16;

    /// <summary>Added to a double below 2^51 it leaves the nearest whole number in the low bits (ties to even).</summary>
    private const double Round = 6755399441055744;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    /// <summary>Writes values as codes; false where one is not a decimal of so many digits, is -0, or is too large.</summary>
    /// <param name="values">NaN where missing.</param>
    /// <param name="digits">0 to <see cref="MostDigits"/>.</param>
    /// <param name="codes">As many; not defined where the answer is false.</param>
    public static bool TryWrite(ReadOnlySpan<double> values, int digits, Span<int> codes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(codes.Length, values.Length);
        var (power, reciprocal) = (Powers[digits], 1 / Powers[digits]);
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(codes);
        nuint i = 0, end = (nuint)(values.Length - (values.Length % Vector<int>.Count));
        for (; i < end; i += (nuint)Vector<int>.Count)
        {
            Vector<double> low = Vector.LoadUnsafe(ref source, i), high = Vector.LoadUnsafe(ref source, i + (nuint)Vector<double>.Count);
            if (!(TryWrite(low, power, reciprocal, out var first) & TryWrite(high, power, reciprocal, out var second))) return false;
            Vector.Narrow(first, second).StoreUnsafe(ref target, i);
        }

        for (var r = (int)end; r < values.Length; r++)
        {
            if (!TryWrite(values[r], power, reciprocal, out codes[r])) return false;
        }

        return true;
    }

    /// <summary>Reads codes as scaled values.</summary>
    /// <param name="codes">As they were written.</param>
    /// <param name="digits">Digits that they were written with.</param>
    /// <param name="scaling">Applied to the value.</param>
    /// <param name="values">As many.</param>
    public static void Read(ReadOnlySpan<int> codes, int digits, in LinearScaling scaling, Span<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, codes.Length);
        var (power, reciprocal) = (Powers[digits], 1 / Powers[digits]);
        ref var source = ref MemoryMarshal.GetReference(codes);
        ref var target = ref MemoryMarshal.GetReference(values);
        nuint i = 0, length = (nuint)codes.Length;
        if (Vector512.IsHardwareAccelerated)
        {
            var wide = (nuint)Vector512<int>.Count;
            for (; i + wide <= length; i += wide)
            {
                var (first, second) = Vector512.Widen(Vector512.LoadUnsafe(ref source, i));
                scaling.Of(ValueOf(first, power, reciprocal)).StoreUnsafe(ref target, i);
                scaling.Of(ValueOf(second, power, reciprocal)).StoreUnsafe(ref target, i + (wide / 2));
            }
        }

        for (var step = (nuint)Vector<int>.Count; i + step <= length; i += step)
        {
            Vector.Widen(Vector.LoadUnsafe(ref source, i), out var first, out var second);
            scaling.Of(ValueOf(first, power, reciprocal)).StoreUnsafe(ref target, i);
            scaling.Of(ValueOf(second, power, reciprocal)).StoreUnsafe(ref target, i + (step / 2));
        }

        for (var r = (int)i; r < codes.Length; r++) values[r] = scaling.Of(codes[r] == Missing ? double.NaN : Quotient(codes[r], power, reciprocal));
    }

    // The bits of Round + code, which only some processors convert to in one step.
    private static Vector<double> ValueOf(Vector<long> codes, double power, double reciprocal)
    {
        Vector<double> round = new(Round), whole = Vector.AsVectorDouble(codes + Vector.AsVectorInt64(round)) - round;
        return Vector.ConditionalSelect(Vector.Equals(whole, new Vector<double>(Missing)), new Vector<double>(double.NaN), Quotient(whole, power, reciprocal));
    }

    private static Vector512<double> ValueOf(Vector512<long> codes, double power, double reciprocal)
    {
        Vector512<double> round = Vector512.Create(Round), whole = (codes + round.AsInt64()).AsDouble() - round;
        Vector512<double> inverse = Vector512.Create(reciprocal), near = whole * inverse;
        var value = Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(-near, Vector512.Create(power), whole), inverse, near);
        return Vector512.ConditionalSelect(Vector512.Equals(whole, Vector512.Create((double)Missing)), Vector512.Create(double.NaN), value);
    }

    private static bool TryWrite(Vector<double> values, double power, double reciprocal, out Vector<long> codes)
    {
        Vector<double> round = new(Round), shifted = (values * new Vector<double>(power)) + round, whole = shifted - round;
        var known = Vector.AsVectorInt64(Vector.Equals(values, values));
        codes = Vector.ConditionalSelect(known, Vector.AsVectorInt64(shifted), new Vector<long>(Missing));
        var same = Vector.Equals(Vector.AsVectorInt64(Quotient(whole, power, reciprocal)), Vector.AsVectorInt64(values));
        var small = Vector.AsVectorInt64(Vector.LessThanOrEqual(Vector.Abs(whole), new Vector<double>(Most)));
        return Vector.EqualsAll((same & small) | ~known, Vector<long>.AllBitsSet);
    }

    private static bool TryWrite(double value, double power, double reciprocal, out int code)
    {
        code = Missing;
        if (double.IsNaN(value)) return true;
        var whole = Math.Round(value * power);
        if (!(Math.Abs(whole) <= Most)) return false;
        code = (int)whole;
        return BitConverter.DoubleToInt64Bits(Quotient(code, power, reciprocal)) == BitConverter.DoubleToInt64Bits(value);
    }

    private static Vector<double> Quotient(Vector<double> whole, double power, double reciprocal)
    {
        Vector<double> inverse = new(reciprocal), near = whole * inverse;
        return Vector.FusedMultiplyAdd(Vector.FusedMultiplyAdd(-near, new Vector<double>(power), whole), inverse, near);
    }

    private static double Quotient(double whole, double power, double reciprocal)
    {
        var near = whole * reciprocal;
        return Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(-near, power, whole), reciprocal, near);
    }
}
