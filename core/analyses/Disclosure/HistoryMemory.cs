using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Analyses.Disclosure;

/// <summary>
/// Earlier cohorts of one dataset that were looked at before: a thousand of them travel with every contract, and only what is new
/// is checked against the dictionary and hashed again.
/// </summary>
public sealed class HistoryMemory
{
    /// <summary>More entries than this and the memory starts anew.</summary>
    private const int Most = 8192;

    private readonly Dictionary<HistoryEntry, EarlierCohort> _known = [];
    private readonly Lock _lock = new();
    private IReadOnlyList<HistoryEntry> _lastEntries = [];
    private IReadOnlyList<EarlierCohort> _last = [];
    private byte[]? _lastHash;
    private readonly Dictionary<ByteString, HistoryEntry> _parsed = [];
    private IReadOnlyList<ByteString> _offered = [];
    private IReadOnlyList<HistoryEntry> _read = [];

    /// <summary>The history of an offer; entries whose bytes came before are the same objects again, and a history that did not change is.</summary>
    /// <param name="offered">Serialised entries.</param>
    /// <param name="parse">Reads and checks one that is new.</param>
    public IReadOnlyList<HistoryEntry> Read(IReadOnlyList<ByteString> offered, Func<ByteString, HistoryEntry> parse)
    {
        lock (_lock)
        {
            if (offered.SequenceEqual(_offered)) return _read;
            if (_parsed.Count > Most) _parsed.Clear();
            var entries = new List<HistoryEntry>(offered.Count);
            foreach (var bytes in offered) entries.Add(_parsed.TryGetValue(bytes, out var known) ? known : _parsed[bytes] = parse(bytes));
            (_offered, _read) = ([.. offered], entries);
            return entries;
        }
    }

    /// <summary>The history of a contract.</summary>
    /// <exception cref="FedOncoException">HistoryUnavailable.</exception>
    public IReadOnlyList<EarlierCohort> Recall(StudyContext context)
    {
        lock (_lock)
        {
            // The plan of one run asks several times.
            if (ReferenceEquals(_lastEntries, context.History)) return _last;
            if (_known.Count > Most) _known.Clear();
            var found = new List<EarlierCohort>(context.History.Count);
            var next = 0;
            foreach (var entry in context.History)
            {
                // Most of it is what came with the contract before, in the same order: found without hashing.
                var isNext = next < _last.Count && _last[next].Entry.Equals(entry);
                found.Add(isNext ? _last[next] : Known(entry, context));
                if (isNext) next++;
            }

            _lastEntries = context.History;
            if (next == _last.Count && next == found.Count) return _last;
            (_last, _lastHash) = (found, null);
            return found;
        }
    }

    /// <summary><see cref="History.Hash(IEnumerable{EarlierCohort})"/> of the history of a contract; computed once where nothing in it changed, states included.</summary>
    /// <exception cref="FedOncoException">HistoryUnavailable.</exception>
    public byte[] Hash(StudyContext context)
    {
        lock (_lock)
        {
            var recalled = Recall(context);
            return _lastHash ??= History.Hash(recalled);
        }
    }

    private EarlierCohort Known(HistoryEntry entry, StudyContext context)
    {
        if (!_known.TryGetValue(entry, out var earlier)) _known[entry.Clone()] = earlier = EarlierCohort.Of(entry, context);
        return earlier;
    }
}
