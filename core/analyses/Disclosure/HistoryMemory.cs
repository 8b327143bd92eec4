using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

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
