namespace FedOnco.Agent.Data.Engines;

/// <summary>Columns that are kept in memory up to a limit: those of the newest run stay, of older runs the longest unused go first.</summary>
internal sealed class ColumnCache(long mostBytes)
{
    private readonly Dictionary<string, Kept> _columns = new(StringComparer.Ordinal);
    private readonly Lock _access = new();
    private long _bytes;

    public ReadOnlyMemory<double>? Find(string name, long run)
    {
        lock (_access)
        {
            if (!_columns.TryGetValue(name, out var kept)) return null;
            kept.Run = Math.Max(kept.Run, run);
            return kept.Values;
        }
    }

    /// <summary>Whether a kept column has neither missing nor infinite values; null where it is not kept.</summary>
    public bool? IsFinite(string name)
    {
        lock (_access)
        {
            return _columns.GetValueOrDefault(name)?.IsFinite;
        }
    }

    /// <summary>Whether so many columns more could be kept beside those of a run.</summary>
    public bool Holds(int columns, int rows, long run)
    {
        lock (_access)
        {
            var own = _columns.Values.Where(c => c.Run >= run).Sum(c => (long)c.Values.Length);
            return (own + ((long)columns * rows)) * sizeof(double) <= mostBytes;
        }
    }

    /// <summary>Keeps a column where there is room; a run that needs more than fits reads the rest again instead of pushing its own columns out.</summary>
    /// <param name="name">Variable.</param>
    /// <param name="values">One a row.</param>
    /// <param name="isFinite">Whether none is missing or infinite.</param>
    /// <param name="run">Number of the run that read it.</param>
    public void Keep(string name, ReadOnlyMemory<double> values, bool isFinite, long run)
    {
        var bytes = (long)values.Length * sizeof(double);
        lock (_access)
        {
            if (_columns.ContainsKey(name)) return;
            foreach (var (old, _) in _columns.Where(c => c.Value.Run < run).OrderBy(c => c.Value.Run).ToList())
            {
                if (_bytes + bytes <= mostBytes) break;
                _columns.Remove(old, out var dropped);
                _bytes -= (long)(dropped?.Values.Length ?? 0) * sizeof(double);
            }

            if (_bytes + bytes > mostBytes) return;
            _columns[name] = new Kept(values, isFinite) { Run = run };
            _bytes += bytes;
        }
    }

    public void Clear()
    {
        lock (_access)
        {
            _columns.Clear();
            _bytes = 0;
        }
    }

    private sealed class Kept(ReadOnlyMemory<double> values, bool isFinite)
    {
        public ReadOnlyMemory<double> Values => values;

        public bool IsFinite => isFinite;

        /// <summary>The newest run that used it.</summary>
        public long Run { get; set; }
    }
}
