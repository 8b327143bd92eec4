namespace FedOnco.Privacy.SecureSums;

/// <summary>A site's key pair of one run.</summary>
internal interface IRunKey : IDisposable
{
    /// <summary>0x04, x, y.</summary>
    byte[] PublicPoint { get; }

    /// <summary>The x-coordinate of the shared point, 32 bytes; null where the peer's point is not on the curve.</summary>
    byte[]? Agree(ReadOnlySpan<byte> peerPoint);
}
