using FedOnco.Privacy.Audit;
using FedOnco.Privacy.SecureSums;

namespace FedOnco.Audit;

/// <summary>The state of an audit log.</summary>
/// <param name="Entries">Lines.</param>
/// <param name="Head">Of the tree over the lines as they are.</param>
/// <param name="FirstChanged">Number of the first line (from 1) that does not fit its hash; null where all fit.</param>
/// <param name="HoldsEvidence">Whether the log still begins as somebody else saw it; null where nothing was compared.</param>
public sealed record AuditVerification(ulong Entries, AuditHead Head, ulong? FirstChanged, bool? HoldsEvidence)
{
    private const int HashBytes = 32;

    /// <summary>Compares every line with its hash, and the whole with a head that another party holds.</summary>
    /// <param name="folder">State folder.</param>
    /// <param name="evidence">Head that was seen before; null to compare with none.</param>
    public static AuditVerification Of(string folder, AuditHead? evidence = null)
    {
        using var lines = Open(AuditLog.LinesFile(folder));
        using var leaves = File.Exists(AuditLog.LeavesFile(folder)) ? Open(AuditLog.LeavesFile(folder), 1 << 16) : Stream.Null;
        var tree = new MerkleTree();
        var stored = new byte[HashBytes];
        ulong? changed = null;
        byte[]? then = evidence?.Size == 0 ? tree.Root : null;
        foreach (var line in AuditLines.Read(lines))
        {
            var leaf = MerkleTree.Leaf(line);
            var whole = leaves.ReadAtLeast(stored, HashBytes, throwOnEndOfStream: false) == HashBytes;
            if (changed is null && !(whole && leaf.AsSpan().SequenceEqual(stored))) changed = tree.Size + 1;
            tree.Append(leaf);
            if (tree.Size == evidence?.Size) then = tree.Root;
        }

        // Hashes without lines, or a torn last line: something was cut off.
        if (changed is null && (leaves.ReadByte() >= 0 || Torn(lines))) changed = tree.Size + 1;
        return new AuditVerification(tree.Size, new AuditHead(tree.Size, tree.Root), changed, evidence is null ? null : then is not null && then.AsSpan().SequenceEqual(evidence.Root));
    }

    private static FileStream Open(string file, int buffer = 0) => new(file, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite, BufferSize = buffer });

    private static bool Torn(FileStream lines)
    {
        if (lines.Length == 0) return false;
        lines.Seek(-1, SeekOrigin.End);
        return lines.ReadByte() != '\n';
    }
}
