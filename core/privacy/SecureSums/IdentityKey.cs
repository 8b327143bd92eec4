namespace FedOnco.Privacy.SecureSums;

/// <summary>A site's identity key (ECDSA P-256), separate from its certificate.</summary>
public sealed class IdentityKey : IDisposable
{
    public static IdentityKey Create() => throw new NotImplementedException();

    /// <param name="pkcs8">Private key, PKCS#8 DER, from the agent's state folder.</param>
    public static IdentityKey Import(ReadOnlySpan<byte> pkcs8) => throw new NotImplementedException();

    public byte[] Export() => throw new NotImplementedException();

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public byte[] PublicKey => throw new NotImplementedException();

    /// <summary>ECDSA P-256 over SHA-256, IEEE P1363, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => throw new NotImplementedException();

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => throw new NotImplementedException();

    /// <summary>What two people compare by phone: groups of hexadecimal characters of the key's SHA-256.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> publicKey) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
