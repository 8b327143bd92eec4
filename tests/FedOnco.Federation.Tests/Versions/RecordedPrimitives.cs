using System.Security.Cryptography;
using FedOnco.Privacy.SecureSums;

namespace FedOnco.Federation.Tests.Versions;

/// <summary>A site's key, random bytes and signatures: made and written down, or taken from what was written down.</summary>
/// <param name="recording">Where they stand.</param>
/// <param name="site">Whose they are.</param>
/// <param name="identity">Signs while it is recorded; null where it is played.</param>
/// <param name="publicKey">The site's identity key.</param>
internal sealed class RecordedPrimitives(Recording recording, string site, IdentityKey? identity, byte[] publicKey) : ISetUpPrimitives
{
    private readonly Queue<byte[]> _random = new(recording.Of("random", site));
    private readonly Queue<byte[]> _signatures = new(recording.Of("signature", site));

    public IRunKey NewKey()
    {
        if (identity is null) return EphemeralKey.Import(recording.Of("key", site).Single());
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var secret = key.ExportParameters(true).D!; // Asked for with its private part.
        recording.Add("key", site, secret);
        return EphemeralKey.Import(secret);
    }

    public byte[] RandomBytes(int length)
    {
        if (identity is null) return _random.Dequeue();
        var bytes = RandomNumberGenerator.GetBytes(length);
        // A copy: the session wipes its own.
        recording.Add("random", site, [.. bytes]);
        return bytes;
    }

    /// <summary>Today's site must sign what the recorded one signed.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var signature = identity is null ? _signatures.Dequeue() : identity.Sign(data);
        if (identity is not null) recording.Add("signature", site, signature);
        Assert.True(IdentityKey.Verify(publicKey, data, signature), $"{site} signs other bytes than the recorded site");
        return signature;
    }

    public bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => IdentityKey.Verify(key, data, signature);
}
