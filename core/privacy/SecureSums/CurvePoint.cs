using System.Globalization;
using System.Numerics;

namespace FedOnco.Privacy.SecureSums;

/// <summary>Public points of the curve P-256 as they travel: 0x04, x, y, 65 bytes.</summary>
/// <remarks>y^2 = x^3 - 3x + b over the prime p (SEC 2, secp256r1). The cofactor is 1: a point on the curve is in the group.</remarks>
internal static class CurvePoint
{
    public const int Length = 65;

    private static readonly BigInteger Prime = Parse("0ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger B = Parse("05ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    /// <summary>Whether the bytes are an uncompressed point of the curve, coordinates reduced.</summary>
    public static bool IsValid(ReadOnlySpan<byte> point)
    {
        if (point.Length != Length || point[0] != 4) return false;
        var x = new BigInteger(point.Slice(1, 32), isUnsigned: true, isBigEndian: true);
        var y = new BigInteger(point.Slice(33, 32), isUnsigned: true, isBigEndian: true);
        if (x >= Prime || y >= Prime) return false;
        return ((y * y) - (x * x * x) + (3 * x) - B) % Prime == 0;
    }

    private static BigInteger Parse(string hex) => BigInteger.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
