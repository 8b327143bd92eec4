using System.Security.Cryptography;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A site's identity key (ECDSA P-256), separate from its certificate.</summary>
public sealed class IdentityKey : IDisposable
{
    private readonly ECDsa _key;

    private IdentityKey(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfo();
    }

    public static IdentityKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <param name="pkcs8">Private key, PKCS#8 DER, from the agent's state folder.</param>
    /// <exception cref="CryptographicException">Not a P-256 private key.</exception>
    public static IdentityKey Import(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            if (PublicKeyInfo.PointOf(key.ExportSubjectPublicKeyInfo()).IsEmpty) throw new CryptographicException("The identity key is not on the curve P-256.");
            return new IdentityKey(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public byte[] Export() => _key.ExportPkcs8PrivateKey();

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public byte[] PublicKey { get; }

    /// <summary>ECDSA P-256 over SHA-256, IEEE P1363, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) =>
        _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>False for a wrong signature and for anything that is not a P-256 public key.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var point = PublicKeyInfo.PointOf(publicKey);
        return signature.Length == 64 && !point.IsEmpty && VerifyingKeys.Verify(point, data, signature);
    }

    /// <summary>What two people compare by phone: groups of hexadecimal characters of the key's SHA-256.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> publicKey) =>
        string.Join(' ', Convert.ToHexStringLower(SHA256.HashData(publicKey)).Chunk(4).Select(group => new string(group)));

    public void Dispose() => _key.Dispose();
}
