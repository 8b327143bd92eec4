using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FedOnco.Privacy.Audit;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Audit;

/// <summary>
/// What was asked, decided and sent: one JSON line an entry, and beside it the hash of every line as the leaves of a Merkle tree.
/// Others hold its heads as evidence. Never inputs, never values.
/// </summary>
public sealed class AuditLog : IDisposable
{
    private const int LeafBytes = 32;

    private readonly FileStream _lines;
    private readonly FileStream _leaves;
    private readonly MerkleTree _tree = new();
    private readonly MerkleRanges _ranges;
    private readonly Lock _lock = new();

    private AuditLog(FileStream lines, FileStream leaves)
    {
        _lines = lines;
        _leaves = leaves;
        _ranges = new MerkleRanges(ReadLeaves);
    }

    /// <summary>The head of the log as it is on disk.</summary>
    public AuditHead Head
    {
        get
        {
            lock (_lock)
            {
                _lines.Flush(flushToDisk: true);
                _leaves.Flush(flushToDisk: true);
                return new AuditHead(_tree.Size, _tree.Root);
            }
        }
    }

    public static string LinesFile(string folder) => Path.Combine(folder, "audit.log");

    public static string LeavesFile(string folder) => Path.Combine(folder, "audit.tree");

    /// <summary>Opens the log; what a crash cut in the middle of its last line is taken off (nothing had left by then).</summary>
    /// <exception cref="FedOncoException">LedgerRolledBack where the log does not fit its hashes.</exception>
    public static AuditLog Open(string folder)
    {
        var log = new AuditLog(OpenFile(LinesFile(folder)), OpenFile(LeavesFile(folder)));
        try
        {
            log.Recover(folder);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <param name="kind">What happened: contract, refusal, sum, end, roster, approval.</param>
    /// <param name="time">When.</param>
    /// <param name="write">Writes the entry's further fields.</param>
    public void Append(string kind, DateTimeOffset time, Action<Utf8JsonWriter> write)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteString("time", time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            write(json);
            json.WriteEndObject();
        }

        lock (_lock)
        {
            var leaf = MerkleTree.Leaf(line.WrittenSpan);
            _lines.Write(line.WrittenSpan);
            _lines.WriteByte((byte)'\n');
            _lines.Flush();
            _leaves.Write(leaf);
            _leaves.Flush();
            _tree.Append(leaf);
        }
    }

    /// <summary>The proof that the log of one size goes on from that of another; empty where the log is shorter.</summary>
    public IReadOnlyList<byte[]> Consistency(ulong first, ulong second)
    {
        lock (_lock) return second <= _tree.Size ? _ranges.Consistency(first, second) : [];
    }

    public void Dispose()
    {
        _lines.Dispose();
        _leaves.Dispose();
    }

    private static FileStream OpenFile(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(file, options);
    }

    private byte[] ReadLeaves(ulong start, int count)
    {
        var hashes = new byte[count * LeafBytes];
        var read = 0;
        while (read < hashes.Length)
        {
            var more = RandomAccess.Read(_leaves.SafeFileHandle, hashes.AsSpan(read), ((long)start * LeafBytes) + read);
            if (more == 0) throw new EndOfStreamException("The hashes of the audit log are shorter than the log.");
            read += more;
        }

        return hashes;
    }

    private void Recover(string folder)
    {
        _leaves.SetLength(_leaves.Length / LeafBytes * LeafBytes);
        var (count, end, last) = (0L, 0L, Array.Empty<byte>());
        foreach (var line in AuditLines.Read(_lines))
        {
            count++;
            end += line.Length + 1;
            last = line;
        }

        if (end < _lines.Length) _lines.SetLength(end);
        var known = _leaves.Length / LeafBytes;
        // A crash between line and hash leaves one line without its hash; more is no crash.
        if (count == known + 1)
        {
            _leaves.Seek(0, SeekOrigin.End);
            _leaves.Write(MerkleTree.Leaf(last));
            known++;
        }

        if (count != known) throw Broken(folder);
        const int Part = 1 << 12;
        for (var i = 0L; i < known; i += Part)
        {
            var part = ReadLeaves((ulong)i, (int)Math.Min(Part, known - i));
            for (var at = 0; at < part.Length; at += LeafBytes) _tree.Append(part[at..(at + LeafBytes)]);
        }

        _lines.Seek(0, SeekOrigin.End);
        _leaves.Seek(0, SeekOrigin.End);
    }

    private static FedOncoException Broken(string folder) => new(ErrorReason.LedgerRolledBack,
        $"The audit log in {folder} does not fit its hashes. `audit verify` shows where. A site that lost its log rejoins with a new identity key.");
}
