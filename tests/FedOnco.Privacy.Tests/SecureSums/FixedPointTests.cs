using System.Numerics;
using System.Runtime.InteropServices;
using CsCheck;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Privacy.Tests.SecureSums;

public class FixedPointTests
{
    /// <summary>Doubles of every exponent with room below 2^62 in magnitude, both signs, subnormals and zeros.</summary>
    private static readonly Gen<double> Doubles = Gen.Select(Gen.ULong[0, (1UL << 52) - 1], Gen.Int[0, 1023 + 61], Gen.Bool)
        .Select((mantissa, exponent, negative) => BitConverter.UInt64BitsToDouble(((ulong)exponent << 52) | mantissa | (negative ? 1UL << 63 : 0)));

    // Half of the cases near the last place, where rounding decides.
    private static readonly Gen<double> Values = Gen.OneOf(
        Doubles,
        Gen.Select(Gen.Long[-1_000_000, 1_000_000], Gen.Int[60, 70]).Select((n, e) => Math.ScaleB(n, -e)));

    [Fact]
    public void Encode_AnyDouble_IsTheExactRationalRoundedHalfToEven() =>
        Gen.Select(Values, Gen.Int[-20, 64]).Sample((x, f) => Assert.Equal(RoundedToEven(x, f), (BigInteger)FixedPoint.Encode(x, f)), iter: 20_000);

    [Fact]
    public void EncodeAndDecode_Ring64_AsTheScalarCode() =>
        Gen.Select(Values.Array[1, 40], Gen.Int[-20, 60], Gen.Long).Sample(
            (values, f, total) =>
            {
                var bound = Math.ScaleB(1.0, 60 - f);
                var inside = values.Where(x => Math.Abs(x) <= bound).ToArray();
                var layout = new TallyLayout { Ring = Ring.Bits64, Blocks = { new TallyBlock { Name = "x", Length = (uint)values.Length, FractionBits = f, Bound = bound } } };
                var shape = new TallyShape(layout, 2);
                var padded = inside.Concat(new double[values.Length - inside.Length]).ToArray();
                var elements = new byte[shape.Bytes];
                TallyEncoding.Encode(shape, padded, elements);
                var words = MemoryMarshal.Cast<byte, long>(elements.AsSpan());
                for (var i = 0; i < padded.Length; i++) Assert.Equal(FixedPoint.Encode(padded[i], f), words[i]);
                words[0] = total;
                var decoded = TallyEncoding.Decode(shape, elements);
                for (var i = 0; i < padded.Length; i++) Assert.Equal(BitConverter.DoubleToInt64Bits(FixedPoint.Decode(words[i], f)), BitConverter.DoubleToInt64Bits(decoded[i]));
            },
            iter: 5_000);

    [Fact]
    public void Decode_AnyTotal_IsTheExactRationalRoundedOnce() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[2, 127], Gen.Int[-20, 100]).Sample(
            (high, low, shift, f) =>
            {
                var total = (Int128)new UInt128(high, low) >> shift;
                var decoded = FixedPoint.Decode(total, f);
                Assert.Equal(NearestDouble((BigInteger)total, f), decoded);
            },
            iter: 20_000);

    [Fact]
    public void Decode_TieBetweenDoubles_GoesToTheEvenOne()
    {
        var even = (Int128)(1L << 53);
        Assert.Equal(9007199254740992.0, FixedPoint.Decode(even + 1, 0));
        Assert.Equal(9007199254740996.0, FixedPoint.Decode(even + 3, 0));
        Assert.Equal(-9007199254740992.0, FixedPoint.Decode(-even - 1, 0));
        Assert.Equal(Math.ScaleB(1, 100), FixedPoint.Decode((Int128.One << 100) - 1, 0));
        Assert.Equal(0.0, FixedPoint.Decode(0, 64));
    }

    [Fact]
    public void Encode_MagnitudeFromTwoToMinusTwelve_IsExact() =>
        Gen.Select(Gen.ULong[0, (1UL << 52) - 1], Gen.Int[1023 - 12, 1023 + 61], Gen.Bool).Sample(
            (mantissa, exponent, negative) =>
            {
                var x = BitConverter.UInt64BitsToDouble(((ulong)exponent << 52) | mantissa | (negative ? 1UL << 63 : 0));
                Assert.Equal(x, FixedPoint.Decode(FixedPoint.Encode(x, 64), 64));
            },
            iter: 20_000);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(100.00000000000001)]
    [InlineData(-101)]
    [InlineData(1e300)]
    public void Encode_NotFiniteOrOverTheBound_IsOutOfBounds(double value)
    {
        var shape = new TallyShape(TestFederation.LayoutOf(3, bound: 100), 3);
        var fault = Assert.Throws<FedOncoException>(() => TallyEncoding.Encode(shape, [1, value, 2], new byte[48]));
        Assert.Equal(ErrorReason.OutOfBounds, fault.Reason);
        Assert.DoesNotContain("101", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Ring.Bits128, 60, 64, 4, false)]
    [InlineData(Ring.Bits128, 61, 64, 2, false)]
    [InlineData(Ring.Bits128, 60, 64, 3, true)]
    [InlineData(Ring.Bits64, 31, 31, 2, false)]
    [InlineData(Ring.Bits64, 30, 31, 3, true)]
    [InlineData(Ring.Bits64, 30, 31, 4, false)]
    [InlineData(Ring.Bits128, 1000, 64, 2, false)]
    [InlineData(Ring.Bits128, 900, -790, 2, true)]
    [InlineData(Ring.Bits128, 1, 801, 2, false)]
    public void TallyShape_SitesTimesBoundTimesScale_MustStayBelowTheRing(Ring ring, int boundBits, int fractionBits, int sites, bool fits)
    {
        var layout = TestFederation.LayoutOf(1, Math.ScaleB(1, boundBits), fractionBits, ring);
        if (fits) Assert.Equal(1, new TallyShape(layout, sites).Elements);
        else Assert.Equal(ErrorReason.OutOfBounds, Assert.Throws<FedOncoException>(() => new TallyShape(layout, sites)).Reason);
    }

    private static BigInteger RoundedToEven(double x, int f)
    {
        var (numerator, exponent) = Exact(x);
        return Divide(numerator, exponent + f);
    }

    /// <summary>numerator * 2^power rounded to a whole number, half to even.</summary>
    private static BigInteger Divide(BigInteger numerator, int power)
    {
        if (power >= 0) return numerator << power;
        var divisor = BigInteger.One << -power;
        var quotient = BigInteger.DivRem(BigInteger.Abs(numerator), divisor, out var rest);
        var twice = rest * 2;
        if (twice > divisor || (twice == divisor && !quotient.IsEven)) quotient += 1;
        return numerator.Sign < 0 ? -quotient : quotient;
    }

    private static (BigInteger Numerator, int Exponent) Exact(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = bits & ((1L << 52) - 1);
        if (exponent > 0) mantissa += BigInteger.One << 52;
        return (bits < 0 ? -mantissa : mantissa, Math.Max(exponent, 1) - 1075);
    }

    private static double NearestDouble(BigInteger total, int f)
    {
        var bits = (int)(BigInteger.Abs(total).GetBitLength() - 53);
        return bits <= 0 ? Math.ScaleB((double)total, -f) : Math.ScaleB((double)Divide(total, -bits), bits - f);
    }
}
