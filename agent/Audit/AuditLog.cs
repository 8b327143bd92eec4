using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FedOnco.Privacy.Audit;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Audit;

/// <summary>
/// What was asked, decided and sent at this site: one JSON line an entry, and beside it the hash of every line as the leaves
/// of a Merkle tree. The head goes into every hello, so the other centres hold evidence. Never inputs, never values.
/// </summary>
internal sealed class AuditLog : IDisposable
{
    private const int LeafBytes = 32;

    private readonly FileStream _lines;
    private readonly FileStream _leaves;
    private readonly MerkleTree _tree = new();
    private readonly Lock _lock = new();

    private AuditLog(FileStream lines, FileStream leaves)
    {
        _lines = lines;
        _leaves = leaves;
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
            json.WriteString("time", time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
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

    private void Recover(string folder)
    {
        _leaves.SetLength(_leaves.Length / LeafBytes * LeafBytes);
        var whole = AuditLines.Read(_lines).ToList();
        var end = whole.Sum(l => l.Length + 1L);
        if (end < _lines.Length) _lines.SetLength(end);
        var known = _leaves.Length / LeafBytes;
        // A crash between line and hash leaves one line without its hash; more is no crash.
        if (whole.Count == known + 1)
        {
            _leaves.Seek(0, SeekOrigin.End);
            _leaves.Write(MerkleTree.Leaf(whole[^1]));
            known++;
        }

        if (whole.Count != known) throw Broken(folder);
        var stored = new byte[LeafBytes];
        _leaves.Seek(0, SeekOrigin.Begin);
        for (var i = 0; i < known; i++)
        {
            _leaves.ReadExactly(stored);
            _tree.Append([.. stored]);
        }

        _lines.Seek(0, SeekOrigin.End);
        _leaves.Seek(0, SeekOrigin.End);
    }

    private static FedOncoException Broken(string folder) => new(ErrorReason.LedgerRolledBack,
        $"The audit log in {folder} does not fit its hashes. `fedonco-agent audit verify` shows where. A site that lost its log rejoins with a new identity key.");
}
