namespace FedOnco.Privacy.SecureSums;

/// <summary>The one accepted form of a P-256 public key: SubjectPublicKeyInfo of the named curve, uncompressed point, DER.</summary>
internal static class PublicKeyInfo
{
    // SEQUENCE { SEQUENCE { OID id-ecPublicKey, OID prime256v1 }, BIT STRING of 65 bytes } (RFC 5480).
    private static ReadOnlySpan<byte> Prefix =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
        0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];

    /// <summary>The point, 65 bytes; empty where the bytes are anything else or the point is not on the curve.</summary>
    public static ReadOnlySpan<byte> PointOf(ReadOnlySpan<byte> key) =>
        key.StartsWith(Prefix) && CurvePoint.IsValid(key[Prefix.Length..]) ? key[Prefix.Length..] : [];
}
