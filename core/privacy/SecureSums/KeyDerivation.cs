using System.Security.Cryptography;

namespace FedOnco.Privacy.SecureSums;

/// <summary>HKDF-SHA256 (RFC 5869), extract then expand.</summary>
internal static class KeyDerivation
{
    /// <exception cref="ArgumentException">More than 255 * 32 bytes asked.</exception>
    public static void Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, Span<byte> key) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt, info);
}
