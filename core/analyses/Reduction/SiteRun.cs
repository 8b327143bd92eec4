using System.Collections.Concurrent;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>A site's cohort for one run: rows that the subset keeps, and a cache of what can be recomputed from contract and totals.</summary>
public sealed class SiteRun
{
    /// <summary>Columns of a cohort are kept up to this size and taken again from the source beyond it.</summary>
    private const long MostKept = 256L << 20;

    // More combinations than this are slower to count in an engine than in the columns.
    private const double MostCombinations = 1 << 18;

    private readonly ConcurrentDictionary<string, object> _derived = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<double>> _columns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ColumnValues> _values = new(StringComparer.Ordinal);
    private readonly IColumnSource _source;
    private readonly StudyContext? _context;
    private readonly Expression? _subset;
    private readonly Lazy<RowSet?> _rows;
    private readonly Lazy<int> _count;
    private long _kept;

    /// <summary>All rows of a source.</summary>
    /// <param name="site">Id of this site.</param>
    /// <param name="source">All columns of the dataset.</param>
    public SiteRun(string site, IColumnSource source)
        : this(site, source, null, null, () => null)
    {
    }

    /// <summary>The rows of a question, found when they are first needed.</summary>
    /// <param name="site">Id of this site.</param>
    /// <param name="source">All columns of the dataset.</param>
    /// <param name="context">The study.</param>
    /// <param name="rows">Finds those that the subset of its question keeps; null for all rows.</param>
    internal SiteRun(string site, IColumnSource source, StudyContext context, Func<RowSet?> rows)
        : this(site, source, context, context.Question.Subset, rows)
    {
    }

    private SiteRun(string site, IColumnSource source, StudyContext? context, Expression? subset, Func<RowSet?> rows)
    {
        Site = site;
        _source = source;
        _context = context;
        _subset = subset;
        _rows = new Lazy<RowSet?>(rows);
        _count = new Lazy<int>(CountRows);
    }

    public string Site { get; }

    /// <summary>All rows of the dataset at this site.</summary>
    public SiteRun Whole => IsWhole ? this : Derived("whole", () => new SiteRun(Site, _source, _context, null, () => null));

    /// <summary>Keeps what depends on the dataset alone beyond this run, where the source can.</summary>
    public T Remember<T>(string key, Func<T> compute)
        where T : class => _source is IRememberingSource source ? source.Remember(key, compute) : Whole.Derived(key, compute);

    /// <summary>Whether a variable has neither missing nor infinite values in the whole dataset.</summary>
    internal bool IsFinite(string variable) => _source.IsFinite(variable);

    /// <summary>Rows of cohorts that were asked for before a refresh of the data here; null where there was none.</summary>
    internal IEarlierRows? Earlier => (_source as IRefreshedSource)?.Earlier;

    /// <summary>Rows of the cohort at this site.</summary>
    public int Rows => _count.Value;

    private bool IsWhole => _context is null || _subset is null;

    /// <summary>Sets the bit of every row of the dataset that belongs to the cohort.</summary>
    public void Mark(Span<ulong> bits)
    {
        if (IsWhole || _rows.Value is not { } rows)
        {
            for (var i = 0; i < _source.Rows; i++) bits[i >> 6] |= 1UL << (i & 63);
            return;
        }

        rows.Bits.CopyTo(bits);
    }

    /// <summary>A column of the cohort, coded as <see cref="IColumnSource.Column"/> says.</summary>
    public ReadOnlyMemory<double> Column(string name)
    {
        if (IsWhole) return _source.Column(name);
        if (_columns.TryGetValue(name, out var kept)) return kept;
        var read = Read(name);
        if (Interlocked.Add(ref _kept, read.Length * sizeof(double)) <= MostKept) _columns[name] = read;
        return read;
    }

    /// <summary>The same values in the form in which the source holds them.</summary>
    internal ColumnValues Values(string name)
    {
        if (IsWhole) return _source.Values(name);
        if (_values.TryGetValue(name, out var kept)) return kept;
        if (_columns.TryGetValue(name, out var doubles)) return new DoubleValues(doubles);
        // Not whole, so there are rows.
        var taken = _source.Values(name).Take(_rows.Value!.Places);
        if (Interlocked.Add(ref _kept, taken.Bytes) <= MostKept) _values[name] = taken;
        return taken;
    }

    /// <summary>Computes once a run what several steps need (sort order, design matrix, current scores).</summary>
    public T Derived<T>(string key, Func<T> compute)
        where T : class => (T)_derived.GetOrAdd(key, _ => compute());

    /// <summary>The same rows with a cache of their own, for a part of an analysis.</summary>
    public SiteRun Part(string name) => Derived("part " + name, () => new SiteRun(Site, _source, _context, _subset, () => _rows.Value));

    /// <summary>Rows made from these, computed once a run, for a part of an analysis.</summary>
    public SiteRun Part(string name, Func<SiteRun, IColumnSource> rows) => Derived("part " + name, () => new SiteRun(Site, rows(this)));

    /// <summary>Counts the rows of the cohort by the values of some columns in the source's engine; null where the columns have to be read instead.</summary>
    /// <param name="columns">Compiled against the dictionary of this run.</param>
    /// <param name="patients">Whether distinct patients are counted as well.</param>
    internal Combinations? Combine(IReadOnlyList<CompiledExpression> columns, bool patients)
    {
        if (_source is not ICountingSource source || _context is null || columns.Any(c => c.Source is null)) return null;
        var most = columns.Aggregate(1.0, (n, c) => n * (c.Type.GridCells + 1));
        return most > MostCombinations ? null : source.Combine(_context, _subset, [.. columns.Select(c => c.Source!)], most, patients);
    }

    /// <summary>Whether a row is a patient: there is no patient key, or no two rows share one.</summary>
    /// <param name="patientKey">The dictionary's patient key, empty where a row is a patient.</param>
    internal bool IsPatientARow(string patientKey) => patientKey.Length == 0 || (_source is ICountingSource source && source.IsUnique(patientKey));

    private int CountRows()
    {
        if (IsWhole) return _source.Rows;
        return !_rows.IsValueCreated && Combine([], patients: false) is { } all ? checked((int)all.Rows.Sum()) : _rows.Value!.Count;
    }

    private double[] Read(string name)
    {
        // Not whole, so there are rows.
        var rows = _rows.Value!.Places;
        var kept = new double[rows.Length];
        var values = _source.Column(name).Span;
        for (var i = 0; i < kept.Length; i++) kept[i] = values[rows[i]];
        return kept;
    }
}
