using System.Buffers;
using System.Buffers.Binary;
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
    private readonly FileStream _shown;
    private readonly MerkleTree _tree = new();
    private readonly MerkleRanges _ranges;
    private readonly Lock _lock = new();
    private bool _opened;

    private AuditLog(FileStream lines, FileStream leaves, FileStream shown)
    {
        _lines = lines;
        _leaves = leaves;
        _shown = shown;
        _ranges = new MerkleRanges(ReadLeaves);
    }

    /// <summary>The head of the log as it is on disk.</summary>
    public AuditHead Head
    {
        get
        {
            lock (_lock)
            {
                Keep();
                return new AuditHead(_tree.Size, _tree.Root);
            }
        }
    }

    public static string LinesFile(string folder) => Path.Combine(folder, "audit.log");

    public static string LeavesFile(string folder) => Path.Combine(folder, "audit.tree");

    /// <summary>How many entries were in the last head that anybody was shown.</summary>
    public static string ShownFile(string folder) => Path.Combine(folder, "audit.shown");

    /// <summary>
    /// Opens the log. After a loss of power the two files may end at different entries: those beyond the last head that was shown are kept
    /// as far as their lines are there.
    /// </summary>
    /// <exception cref="FedOncoException">LedgerRolledBack where the log does not fit its hashes.</exception>
    public static AuditLog Open(string folder)
    {
        var log = new AuditLog(OpenFile(LinesFile(folder)), OpenFile(LeavesFile(folder)), OpenFile(ShownFile(folder)));
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
            var end = _lines.Length;
            try
            {
                _lines.Write(line.WrittenSpan);
                _lines.WriteByte((byte)'\n');
                _lines.Flush();
                _leaves.Write(leaf);
                _leaves.Flush();
            }
            catch (IOException)
            {
                // A disk that is full: what was written of the entry would stand in the way of the next one.
                CutTo(end);
                throw;
            }

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
        try
        {
            if (_opened) Keep();
            _opened = false;
        }
        catch (IOException)
        {
            // The disk is full or read-only: as after a loss of power.
        }

        _lines.Dispose();
        _leaves.Dispose();
        _shown.Dispose();
    }

    /// <summary>On disk, all of it; then the number of entries that no loss of power may take away.</summary>
    private void Keep()
    {
        _lines.Flush(flushToDisk: true);
        _leaves.Flush(flushToDisk: true);
        // Not waited for: what it counts is on disk already, and an older number asks for less.
        Show((long)_tree.Size, toDisk: false);
    }

    /// <summary>The first number is waited for: without one, all that has a hash would have to be there after a loss of power.</summary>
    private void Show(long entries, bool toDisk)
    {
        Span<byte> size = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteInt64BigEndian(size, entries);
        RandomAccess.Write(_shown.SafeFileHandle, size, 0);
        if (toDisk) _shown.Flush(flushToDisk: true);
    }

    private void CutTo(long end)
    {
        _lines.SetLength(end);
        _leaves.SetLength((long)_tree.Size * LeafBytes);
        _lines.Seek(0, SeekOrigin.End);
        _leaves.Seek(0, SeekOrigin.End);
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
        var known = _leaves.Length / LeafBytes;
        var shown = ReadShown(known);
        // Of what was shown nothing may be missing, neither a line nor its hash.
        if (known < shown) throw Broken(folder);
        if (RandomAccess.GetLength(_shown.SafeFileHandle) < sizeof(ulong)) Show(shown, toDisk: true);
        var (count, end) = (0L, 0L);
        _leaves.Seek(0, SeekOrigin.End);
        foreach (var line in AuditLines.Read(_lines))
        {
            count++;
            end += line.Length + 1;
            if (count > known) _leaves.Write(MerkleTree.Leaf(line));
        }

        if (count < shown) throw Broken(folder);
        if (end < _lines.Length) _lines.SetLength(end);
        _leaves.SetLength(count * LeafBytes);
        const int Part = 1 << 12;
        for (var i = 0L; i < count; i += Part)
        {
            var part = ReadLeaves((ulong)i, (int)Math.Min(Part, count - i));
            for (var at = 0; at < part.Length; at += LeafBytes) _tree.Append(part[at..(at + LeafBytes)]);
        }

        _lines.Seek(0, SeekOrigin.End);
        _leaves.Seek(0, SeekOrigin.End);
        _opened = true;
    }

    /// <summary>Where nothing was noted all that has a hash was shown.</summary>
    private long ReadShown(long known)
    {
        Span<byte> size = stackalloc byte[sizeof(ulong)];
        return RandomAccess.Read(_shown.SafeFileHandle, size, 0) == size.Length ? (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(size), long.MaxValue) : known;
    }

    private static FedOncoException Broken(string folder) => new(ErrorReason.LedgerRolledBack,
        $"The audit log in {folder} does not fit its hashes. `audit verify` shows where. A site that lost its log rejoins with a new identity key.");
}
