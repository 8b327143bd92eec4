using System.Security.Cryptography;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The real thing: fresh P-256 keys, the platform's generator, ECDSA with the site's identity key.</summary>
internal sealed class SetUpPrimitives(IdentityKey identity) : ISetUpPrimitives
{
    public IRunKey NewKey() => EphemeralKey.Create();

    public byte[] RandomBytes(int length) => RandomNumberGenerator.GetBytes(length);

    public byte[] Sign(ReadOnlySpan<byte> data) => identity.Sign(data);

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        IdentityKey.Verify(publicKey, data, signature);
}
