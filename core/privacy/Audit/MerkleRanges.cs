using System.Numerics;

namespace FedOnco.Privacy.Audit;

/// <summary>Hashes of ranges of a log's entries, and the proofs made of them. Complete large subtrees are computed once.</summary>
/// <remarks>Source: RFC 6962 (Laurie, Langley, Kasper 2013), sections 2.1 and 2.1.2. Memory: 64 bytes for 256 entries.</remarks>
/// <param name="leaves">Reads the 32-byte hashes of entries, one after the other: first entry, number.</param>
public sealed class MerkleRanges(Func<ulong, int, byte[]> leaves)
{
    private const int HashBytes = 32;
    private const ulong Direct = 256;

    private readonly Dictionary<(ulong Start, ulong Count), byte[]> _known = [];

    /// <summary>The proof that the tree of the second size holds that of the first unchanged at its beginning.</summary>
    /// <param name="first">Entries then; nothing is to be proved of 0.</param>
    /// <param name="second">Entries now, as many at least; all of them can be read.</param>
    public IReadOnlyList<byte[]> Consistency(ulong first, ulong second)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var proof = new List<byte[]>();
        if (first > 0 && first < second) Prove(first, 0, second, whole: true, proof);
        return proof;
    }

    /// <summary>Root of the tree over entries start .. start + count - 1; at least one.</summary>
    public byte[] Root(ulong start, ulong count)
    {
        if (count <= Direct) return Fold(leaves(start, (int)count));
        var complete = BitOperations.IsPow2(count) && start % count == 0;
        if (complete && _known.TryGetValue((start, count), out var known)) return known;
        var split = Split(count);
        var root = MerkleTree.Node(Root(start, split), Root(start + split, count - split));
        if (complete) _known[(start, count)] = root;
        return root;
    }

    // SUBPROOF(m, D[n], b) of the RFC, with D as a range of entries.
    private void Prove(ulong m, ulong start, ulong n, bool whole, List<byte[]> proof)
    {
        if (m == n)
        {
            if (!whole) proof.Add(Root(start, n));
            return;
        }

        var k = Split(n);
        if (m <= k)
        {
            Prove(m, start, k, whole, proof);
            proof.Add(Root(start + k, n - k));
            return;
        }

        Prove(m - k, start + k, n - k, whole: false, proof);
        proof.Add(Root(start, k));
    }

    /// <summary>The largest power of two below n.</summary>
    private static ulong Split(ulong n) => 1UL << (63 - BitOperations.LeadingZeroCount(n - 1));

    private static byte[] Fold(byte[] hashes)
    {
        var tree = new MerkleTree();
        for (var at = 0; at < hashes.Length; at += HashBytes) tree.Append(hashes[at..(at + HashBytes)]);
        return tree.Root;
    }
}
