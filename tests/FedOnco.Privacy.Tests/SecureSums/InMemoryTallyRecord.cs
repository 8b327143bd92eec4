using FedOnco.Privacy.SecureSums;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>A site's state folder in memory: survives a restart of its session.</summary>
internal sealed class InMemoryTallyRecord : ITallyRecord
{
    private readonly byte[] _localKey = Enumerable.Range(1, 32).Select(i => (byte)i).ToArray();
    private readonly HashSet<string> _runs = [];
    private readonly Dictionary<string, byte[]> _tallies = [];
    private readonly SortedDictionary<ulong, RecordedTotal> _totals = [];

    public ReadOnlySpan<byte> LocalKey => _localKey;

    public void ForgetTallies() => _tallies.Clear();

    public IReadOnlyList<RecordedTotal> Totals => [.. _totals.Values];

    public bool TryAddRun(ReadOnlySpan<byte> run) => _runs.Add(Convert.ToHexString(run));

    public bool Agrees(ReadOnlySpan<byte> name, ReadOnlySpan<byte> fingerprint)
    {
        var key = Convert.ToHexString(name);
        if (_tallies.TryGetValue(key, out var stored)) return fingerprint.SequenceEqual(stored);
        _tallies.Add(key, fingerprint.ToArray());
        return true;
    }

    public void AddTotal(ReadOnlySpan<byte> contractHash, ulong index, ReadOnlySpan<byte> stepHash, ReadOnlySpan<byte> totalHash, ReadOnlySpan<byte> transcriptHash) =>
        _totals[index] = new RecordedTotal(index, stepHash.ToArray(), totalHash.ToArray(), transcriptHash.ToArray());
}
