using System.Security.Cryptography;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A site's key pair of one run (ECDH P-256); lives in memory only.</summary>
internal sealed class EphemeralKey : IRunKey
{
    private readonly ECDiffieHellman _key;

    private EphemeralKey(ECDiffieHellman key)
    {
        _key = key;
        var q = key.ExportParameters(false).Q;
        PublicPoint = new byte[CurvePoint.Length];
        PublicPoint[0] = 4;
        // A key of a named curve has both coordinates, 32 bytes each.
        q.X!.CopyTo(PublicPoint, 1);
        q.Y!.CopyTo(PublicPoint, 33);
    }

    /// <summary>0x04, x, y.</summary>
    public byte[] PublicPoint { get; }

    public static EphemeralKey Create() => new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256));

    /// <param name="secret">Private scalar, 32 bytes big-endian.</param>
    public static EphemeralKey Import(ReadOnlySpan<byte> secret) =>
        new(ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret.ToArray() }));

    /// <summary>The x-coordinate of the shared point, 32 bytes; null where the peer's point is not on the curve.</summary>
    public byte[]? Agree(ReadOnlySpan<byte> peerPoint)
    {
        if (!CurvePoint.IsValid(peerPoint)) return null;
        using var peer = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = peerPoint.Slice(1, 32).ToArray(), Y = peerPoint.Slice(33, 32).ToArray() },
        });
        using var publicKey = peer.PublicKey;
        return _key.DeriveRawSecretAgreement(publicKey);
    }

    public void Dispose() => _key.Dispose();
}
