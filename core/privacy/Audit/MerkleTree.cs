using System.Numerics;
using System.Security.Cryptography;

namespace FedOnco.Privacy.Audit;

/// <summary>An append-only Merkle tree: the root binds every entry and their order.</summary>
/// <remarks>Source: RFC 6962 (Laurie, Langley, Kasper 2013), section 2.1; proofs as in RFC 9162, section 2.1.</remarks>
public sealed class MerkleTree
{
    // Roots of complete subtrees, largest first: the binary digits of the size.
    private readonly List<byte[]> _peaks = [];

    /// <summary>Entries so far.</summary>
    public ulong Size { get; private set; }

    /// <summary>32 bytes; the hash of nothing for the empty tree.</summary>
    public byte[] Root
    {
        get
        {
            if (_peaks.Count == 0) return SHA256.HashData([]);
            var root = _peaks[^1];
            for (var i = _peaks.Count - 2; i >= 0; i--) root = Node(_peaks[i], root);
            return root;
        }
    }

    /// <summary>Hash of an entry.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        const int Short = 1024;
        var length = entry.Length + 1;
        var prefixed = length <= Short ? stackalloc byte[Short] : new byte[length];
        prefixed[0] = 0;
        entry.CopyTo(prefixed[1..]);
        return SHA256.HashData(prefixed[..length]);
    }

    /// <summary>Hash of two subtrees.</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[65];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[33..]);
        return SHA256.HashData(both);
    }

    /// <summary>Appends the hash of an entry.</summary>
    public void Append(byte[] leaf)
    {
        _peaks.Add(leaf);
        Size++;
        for (var merges = BitOperations.TrailingZeroCount(Size); merges > 0; merges--)
        {
            var merged = Node(_peaks[^2], _peaks[^1]);
            _peaks.RemoveRange(_peaks.Count - 2, 2);
            _peaks.Add(merged);
        }
    }
}
