using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace FedOnco.Agent.State;

/// <summary>SHA-256 hashes as keys: their first bytes spread them.</summary>
internal sealed class HashEquality : IEqualityComparer<byte[]>
{
    public static readonly HashEquality Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] byte[] obj) => obj.Length < sizeof(int) ? obj.Length : BinaryPrimitives.ReadInt32LittleEndian(obj);
}
