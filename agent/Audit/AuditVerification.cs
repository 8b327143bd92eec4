using FedOnco.Privacy.Audit;
using FedOnco.Privacy.SecureSums;

namespace FedOnco.Agent.Audit;

/// <summary>The state of an audit log.</summary>
/// <param name="Entries">Lines.</param>
/// <param name="Head">Of the tree over the lines as they are.</param>
/// <param name="FirstChanged">Number of the first line (from 1) that does not fit its hash; null where all fit.</param>
internal sealed record AuditVerification(ulong Entries, AuditHead Head, ulong? FirstChanged)
{
    /// <summary>Compares every line with its hash.</summary>
    public static AuditVerification Of(string folder)
    {
        using var lines = Open(AuditLog.LinesFile(folder));
        var leaves = File.Exists(AuditLog.LeavesFile(folder)) ? File.ReadAllBytes(AuditLog.LeavesFile(folder)) : [];
        var tree = new MerkleTree();
        ulong? changed = null;
        foreach (var line in AuditLines.Read(lines))
        {
            var leaf = MerkleTree.Leaf(line);
            var at = (int)tree.Size * 32;
            if (changed is null && (at + 32 > leaves.Length || !leaf.AsSpan().SequenceEqual(leaves.AsSpan(at, 32)))) changed = tree.Size + 1;
            tree.Append(leaf);
        }

        // Hashes without lines, or a torn last line: something was cut off.
        if (changed is null && ((ulong)leaves.Length != tree.Size * 32 || Torn(lines))) changed = tree.Size + 1;
        return new AuditVerification(tree.Size, new AuditHead(tree.Size, tree.Root), changed);
    }

    private static FileStream Open(string file) => new(file, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite });

    private static bool Torn(FileStream lines)
    {
        if (lines.Length == 0) return false;
        lines.Seek(-1, SeekOrigin.End);
        return lines.ReadByte() != '\n';
    }
}
