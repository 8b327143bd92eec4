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
    public void Keep(string name, ReadOnlyMemory<double> values, long run)
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
            _columns[name] = new Kept(values) { Run = run };
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

    private sealed class Kept(ReadOnlyMemory<double> values)
    {
        public ReadOnlyMemory<double> Values => values;

        /// <summary>The newest run that used it.</summary>
        public long Run { get; set; }
    }
}
