namespace FedOnco.Privacy.SecureSums;

/// <summary>Doubles as whole multiples of 2^-f, and back; scalar integer code, the same bits on every machine.</summary>
internal static class FixedPoint
{
    /// <summary>Beyond these scales a block is refused: decoding then never meets a subnormal or an overflow.</summary>
    public const int MostFractionBits = 800;

    private const int MantissaBits = 52;
    private const ulong MantissaMask = (1UL << MantissaBits) - 1;

    /// <summary>2^n as a double, |n| at most <see cref="MostFractionBits"/>.</summary>
    public static double PowerOfTwo(int n) => BitConverter.Int64BitsToDouble((long)(n + 1023) << MantissaBits);

    /// <summary>x * 2^f rounded to a whole number, half to even.</summary>
    /// <param name="value">Finite, |value| * 2^f below 2^126: the caller has compared it with its block's bound.</param>
    public static Int128 Encode(double value, int fractionBits)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> MantissaBits) & 0x7FF;
        var mantissa = exponent == 0 ? (bits & MantissaMask) << 1 : (bits & MantissaMask) | (1UL << MantissaBits);
        // |value| = mantissa * 2^(exponent - 1075); a subnormal was doubled above so that exponent 0 reads the same.
        var shift = exponent - 1075 + fractionBits;
        var magnitude = shift >= 0 ? (UInt128)mantissa << shift : ShiftRightToEven(mantissa, -shift);
        return (long)bits < 0 ? -(Int128)magnitude : (Int128)magnitude;
    }

    /// <summary>T / 2^f rounded once, half to even.</summary>
    public static double Decode(Int128 total, int fractionBits)
    {
        if (total == 0) return 0;
        var negative = total < 0;
        var magnitude = negative ? (UInt128)(-total) : (UInt128)total;
        var surplus = 127 - (int)UInt128.LeadingZeroCount(magnitude) - MantissaBits;
        // A whole number of 53 bits (or 2^53 after rounding up, which carries into the exponent as it should).
        var mantissa = surplus <= 0 ? (ulong)magnitude << -surplus : ShiftRightToEven(magnitude, surplus);
        var exponent = (ulong)(surplus - fractionBits + 1075 - 1);
        var bits = (exponent << MantissaBits) + mantissa;
        return BitConverter.UInt64BitsToDouble(negative ? bits | (1UL << 63) : bits);
    }

    private static ulong ShiftRightToEven(ulong value, int places)
    {
        if (places > MantissaBits + 2) return 0;
        var whole = value >> places;
        var rest = value & ((1UL << places) - 1);
        var half = 1UL << (places - 1);
        return rest > half || (rest == half && (whole & 1) == 1) ? whole + 1 : whole;
    }

    private static ulong ShiftRightToEven(UInt128 value, int places)
    {
        var whole = (ulong)(value >> places);
        var rest = value & ((UInt128.One << places) - 1);
        var half = UInt128.One << (places - 1);
        return rest > half || (rest == half && (whole & 1) == 1) ? whole + 1 : whole;
    }
}
