using System.Text.Json;
using CsCheck;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Privacy.Audit;

namespace FedOnco.Privacy.Tests.Audit;

/// <summary>The tree against RFC 6962's definition, and proofs against published cases, wrong ones included.</summary>
public class MerkleTests
{
    [Fact]
    public void IsIncluded_PublishedCases_AgreesWithEveryOne() => Check("inclusion", 90, e => MerkleProof.IsIncluded(Number(e, "leafIdx"), Number(e, "treeSize"), Bytes(e, "leafHash"), Proof(e), Bytes(e, "root")));

    [Fact]
    public void IsConsistent_PublishedCases_AgreesWithEveryOne() => Check("consistency", 90, e => MerkleProof.IsConsistent(Number(e, "size1"), Number(e, "size2"), Bytes(e, "root1"), Bytes(e, "root2"), Proof(e)));

    [Fact]
    public void Root_AnyEntries_IsTheRecursiveDefinition() =>
        Gen.Byte.Array[0, 9].Array[0, 40].Sample(entries =>
        {
            var tree = new MerkleTree();
            foreach (var entry in entries) tree.Append(MerkleTree.Leaf(entry));
            Assert.Equal((ulong)entries.Length, tree.Size);
            Assert.Equal(Defined(entries), tree.Root);
        });

    [Fact]
    public void Consistency_AllSizes_IsWhatTheCheckTakes()
    {
        // Beyond 256 entries complete subtrees are remembered; around powers of two their edges are.
        ulong[] sizes = [.. Enumerable.Range(1, 20).Select(i => (ulong)i), 255, 256, 257, 511, 512, 513, 700, 1023, 1024, 1025, 1537];
        var leaves = Enumerable.Range(0, 1537).Select(i => MerkleTree.Leaf(BitConverter.GetBytes(i))).ToArray();
        var ranges = new MerkleRanges((start, count) => [.. leaves.Skip((int)start).Take(count).SelectMany(l => l)]);
        foreach (var second in sizes)
        {
            var root = RootOf(leaves, second);
            Assert.Equal(root, ranges.Root(0, second));
            foreach (var first in sizes.Where(s => s <= second))
            {
                var proof = ranges.Consistency(first, second);
                Assert.True(MerkleProof.IsConsistent(first, second, RootOf(leaves, first), root, proof));
                if (first < second) Assert.False(MerkleProof.IsConsistent(first, second, RootOf([.. leaves.Skip(1)], first), root, proof));
            }
        }
    }

    private static byte[] RootOf(byte[][] leaves, ulong size)
    {
        var tree = new MerkleTree();
        foreach (var leaf in leaves.Take((int)size)) tree.Append(leaf);
        return tree.Root;
    }

    private static byte[] Defined(byte[][] entries)
    {
        if (entries.Length == 0) return System.Security.Cryptography.SHA256.HashData([]);
        if (entries.Length == 1) return MerkleTree.Leaf(entries[0]);
        var split = 1;
        while (2 * split < entries.Length) split *= 2;
        return MerkleTree.Node(Defined(entries[..split]), Defined(entries[split..]));
    }

    private static void Check(string kind, int least, Func<JsonElement, bool> holds)
    {
        var files = Directory.GetFiles(Path.Combine(Shared.Vectors("merkle"), "testdata", kind), "*.json", SearchOption.AllDirectories);
        Assert.InRange(files.Length, least, 1_000);
        foreach (var file in files)
        {
            var test = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
            // A root of another length than a hash's is none, also where the case does not look at it.
            var isRoot = test.EnumerateObject().Where(p => p.Name.StartsWith("root", StringComparison.Ordinal)).All(p => p.Value.ValueKind == JsonValueKind.String && p.Value.GetBytesFromBase64().Length == 32);
            Assert.True(holds(test) == (isRoot && !test.GetProperty("wantErr").GetBoolean()), file);
        }
    }

    private static ulong Number(JsonElement test, string name)
    {
        var value = test.GetProperty(name);
        // The cases hold numbers of 64 bits with and without a sign.
        return value.TryGetUInt64(out var number) ? number : unchecked((ulong)value.GetInt64());
    }

    private static byte[] Bytes(JsonElement test, string name) => test.GetProperty(name) is { ValueKind: JsonValueKind.String } value ? value.GetBytesFromBase64() : [];

    private static byte[][] Proof(JsonElement test) => test.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof ? [.. proof.EnumerateArray().Select(p => p.GetBytesFromBase64())] : [];
}
