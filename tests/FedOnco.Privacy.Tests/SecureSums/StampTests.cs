using System.Numerics;
using CsCheck;
using FedOnco.Privacy.SecureSums;

namespace FedOnco.Privacy.Tests.SecureSums;

public class StampTests
{
    private static readonly BigInteger P = (BigInteger.One << 127) - 1;

    private static readonly Gen<UInt128> Elements = Gen.OneOf(
        Gen.Select(Gen.ULong, Gen.ULong).Select((h, l) => new UInt128(h >> 1, l)).Where(x => x < StampField.Prime),
        Gen.Int[0, 5].Select(i => (UInt128)i),
        Gen.Int[1, 5].Select(i => StampField.Prime - (UInt128)i));

    [Fact]
    public void MultiplyAdd_ReducedElements_AgreesWithBigIntegers() =>
        Gen.Select(Elements, Elements, Elements).Sample(
            (a, b, c) =>
            {
                Assert.Equal(((BigInteger)a * b + c) % P, (BigInteger)StampField.MultiplyAdd(a, b, c));
                Assert.Equal(((BigInteger)a + b) % P, (BigInteger)StampField.Add(a, b));
                Assert.Equal(((BigInteger)a - b + P) % P, (BigInteger)StampField.Subtract(a, b));
            },
            iter: 50_000);

    [Fact]
    public void Reduce_ThirtyTwoBytes_AgreesWithBigIntegers() =>
        Gen.OneOf(Gen.Byte.Array[32], Gen.Int[0, 2].Select(i => new byte[] { 0xFF, 0x7F, 0 }[i]).Array[32]).Sample(
            bytes => Assert.Equal(new BigInteger(bytes, isUnsigned: true, isBigEndian: true) % P, (BigInteger)StampField.Reduce(bytes)),
            iter: 5_000);

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    public void Of_AnyElements_IsThePolynomialOfSignedNumbers(int width) =>
        Gen.Select(Gen.Byte.Array[64], Gen.Byte.Array[0, 12 * width], Gen.Int[1, 50]).Sample(
            (secret, bytes, times) =>
            {
                var elements = bytes.AsSpan(0, bytes.Length / width * width).ToArray();
                // Elements of the protocol stay below 2^126 in magnitude.
                for (var at = width - 1; at < elements.Length; at += width) elements[at] = (byte)((sbyte)elements[at] >> 2);
                var kappa = new BigInteger(secret.AsSpan(0, 32), isUnsigned: true, isBigEndian: true) % P;
                var offset = new BigInteger(secret.AsSpan(32), isUnsigned: true, isBigEndian: true) % P;
                var expected = times * offset;
                for (var j = 1; j <= elements.Length / width; j++)
                    expected += BigInteger.ModPow(kappa, j, P) * new BigInteger(elements.AsSpan((j - 1) * width, width));
                Assert.Equal(((expected % P) + P) % P, (BigInteger)StampKey.From(secret).Of(elements, width, times));
            },
            iter: 2_000);
}
