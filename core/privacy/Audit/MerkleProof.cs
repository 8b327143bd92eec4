using System.Security.Cryptography;

namespace FedOnco.Privacy.Audit;

/// <summary>Proofs that a log holds an entry, and that a longer log goes on from a shorter one.</summary>
/// <remarks>Source: RFC 9162, sections 2.1.3.2 and 2.1.4.2.</remarks>
public static class MerkleProof
{
    /// <summary>Whether the entry with this leaf hash is at this position of a tree with this root.</summary>
    public static bool IsIncluded(ulong index, ulong size, ReadOnlySpan<byte> leaf, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index >= size || leaf.Length != 32 || root.Length != 32 || proof.Any(p => p.Length != 32)) return false;
        ulong fn = index, sn = size - 1;
        var hash = leaf.ToArray();
        foreach (var sibling in proof)
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = MerkleTree.Node(sibling, hash);
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                hash = MerkleTree.Node(hash, sibling);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && CryptographicOperations.FixedTimeEquals(hash, root);
    }

    /// <summary>Whether the tree of the second size and root holds the first one unchanged at its beginning.</summary>
    public static bool IsConsistent(ulong first, ulong second, ReadOnlySpan<byte> firstRoot, ReadOnlySpan<byte> secondRoot, IReadOnlyList<byte[]> proof)
    {
        if (firstRoot.Length != 32 || secondRoot.Length != 32 || proof.Any(p => p.Length != 32) || first > second) return false;
        if (first == second) return proof.Count == 0 && firstRoot.SequenceEqual(secondRoot);
        if (first == 0) return proof.Count == 0;
        var path = ulong.IsPow2(first) ? [firstRoot.ToArray(), .. proof] : proof.ToList();
        if (path.Count == 0) return false;
        ulong fn = first - 1, sn = second - 1;
        while ((fn & 1) == 1)
        {
            fn >>= 1;
            sn >>= 1;
        }

        byte[] fr = path[0], sr = path[0];
        foreach (var hash in path.Skip(1))
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                fr = MerkleTree.Node(hash, fr);
                sr = MerkleTree.Node(hash, sr);
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                sr = MerkleTree.Node(sr, hash);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && CryptographicOperations.FixedTimeEquals(fr, firstRoot) && CryptographicOperations.FixedTimeEquals(sr, secondRoot);
    }
}
