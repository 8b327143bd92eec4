using FedOnco.Analyses.Frames;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Columns that are kept in memory up to a limit: those of the newest run stay, of older runs the longest unused go first.</summary>
internal sealed class ColumnCache(long mostBytes)
{
    private readonly Dictionary<string, Kept> _columns = new(StringComparer.Ordinal);
    private readonly Lock _access = new();
    private long _bytes;

    public ColumnValues? Find(string name, long run)
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
            var own = _columns.Values.Where(c => c.Run >= run).Sum(c => c.Values.Bytes);
            return own + ((long)columns * rows * sizeof(double)) <= mostBytes;
        }
    }

    /// <summary>Keeps a column where there is room; a run that needs more than fits reads the rest again instead of pushing its own columns out.</summary>
    /// <param name="name">Variable.</param>
    /// <param name="values">One a row.</param>
    /// <param name="isFinite">Whether none is missing or infinite.</param>
    /// <param name="run">Number of the run that read it.</param>
    public void Keep(string name, ColumnValues values, bool isFinite, long run)
    {
        lock (_access)
        {
            if (_columns.ContainsKey(name)) return;
            foreach (var (old, _) in _columns.Where(c => c.Value.Run < run).OrderBy(c => c.Value.Run).ToList())
            {
                if (_bytes + values.Bytes <= mostBytes) break;
                _columns.Remove(old, out var dropped);
                _bytes -= dropped?.Values.Bytes ?? 0;
            }

            if (_bytes + values.Bytes > mostBytes) return;
            _columns[name] = new Kept(values, isFinite) { Run = run };
            _bytes += values.Bytes;
        }
    }

    /// <summary>Keeps a column in another form, where it is kept and there is room.</summary>
    public void Replace(string name, ColumnValues values)
    {
        lock (_access)
        {
            if (!_columns.TryGetValue(name, out var kept) || _bytes - kept.Values.Bytes + values.Bytes > mostBytes) return;
            _bytes += values.Bytes - kept.Values.Bytes;
            kept.Values = values;
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

    private sealed class Kept(ColumnValues values, bool isFinite)
    {
        public ColumnValues Values { get; set; } = values;

        public bool IsFinite => isFinite;

        /// <summary>The newest run that used it.</summary>
        public long Run { get; set; }
    }
}
