namespace FedOnco.Privacy.SecureSums;

/// <summary>Head of a site's tamper-evident log.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Root">Merkle tree root (RFC 6962), 32 bytes; empty until the log is kept.</param>
public sealed record AuditHead(ulong Size, byte[] Root)
{
    public static AuditHead None { get; } = new(0, []);
}
