using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FedOnco.Privacy.SecureSums;

/// <summary>Public identity keys, ready to verify with: the platform needs longer to take in a key than to check a signature, and those of a roster come again with every run.</summary>
internal static class VerifyingKeys
{
    /// <summary>More than a roster has; beyond it all are taken in anew.</summary>
    private const int Most = 1024;

    private static readonly ConcurrentDictionary<string, Key> Known = new(StringComparer.Ordinal);

    /// <param name="point">A point of the curve P-256 as it travels.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">ECDSA over SHA-256, 64 bytes.</param>
    public static bool Verify(ReadOnlySpan<byte> point, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (Known.Count > Most) Known.Clear();
        return Known.GetOrAdd(Convert.ToHexString(point), static name => new Key(Convert.FromHexString(name))).Verify(data, signature);
    }

    private sealed class Key(byte[] point)
    {
        // One at a time: the platform promises no more.
        private readonly Lock _use = new();
        private readonly ECDsa _key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point[1..33], Y = point[33..] },
        });

        public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
        {
            lock (_use) return _key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }
}
