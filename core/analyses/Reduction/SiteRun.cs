using System.Collections.Concurrent;

namespace FedOnco.Analyses.Reduction;

/// <summary>A site's cohort for one run: rows that the subset keeps, and a cache of what can be recomputed from contract and totals.</summary>
public sealed class SiteRun
{
    private readonly ConcurrentDictionary<string, object> _derived = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<double>> _columns = new(StringComparer.Ordinal);
    private readonly IColumnSource _source;
    private readonly int[]? _rows;

    /// <param name="site">Id of this site.</param>
    /// <param name="source">All columns of the dataset.</param>
    /// <param name="rows">Rows of the cohort, ascending; null where all rows belong to it.</param>
    public SiteRun(string site, IColumnSource source, int[]? rows)
    {
        Site = site;
        _source = source;
        _rows = rows;
    }

    public string Site { get; }

    /// <summary>All rows of the dataset at this site.</summary>
    public SiteRun Whole => _rows is null ? this : Derived("whole", () => new SiteRun(Site, _source, null));

    /// <summary>The same rows with derived values of their own: for a run that fits several models.</summary>
    public SiteRun Scope(string name) => Derived("scope " + name, () => new SiteRun(Site, _source, _rows));

    /// <summary>Keeps what depends on the dataset alone beyond this run, where the source can.</summary>
    public T Remember<T>(string key, Func<T> compute)
        where T : class => _source is IRememberingSource source ? source.Remember(key, compute) : Whole.Derived(key, compute);

    /// <summary>Rows of the cohort at this site.</summary>
    public int Rows => _rows?.Length ?? _source.Rows;

    /// <summary>A column of the cohort, coded as <see cref="IColumnSource.Column"/> says.</summary>
    public ReadOnlyMemory<double> Column(string name) => _columns.GetOrAdd(name, Read);

    /// <summary>Computes once a run what several steps need (sort order, design matrix, current scores).</summary>
    public T Derived<T>(string key, Func<T> compute)
        where T : class => (T)_derived.GetOrAdd(key, _ => compute());

    /// <summary>The same rows with a cache of their own, for a part of an analysis.</summary>
    public SiteRun Part(string name) => Derived("part " + name, () => new SiteRun(Site, _source, _rows));

    /// <summary>Rows made from these, computed once a run, for a part of an analysis.</summary>
    public SiteRun Part(string name, Func<SiteRun, IColumnSource> rows) => Derived("part " + name, () => new SiteRun(Site, rows(this), null));

    private ReadOnlyMemory<double> Read(string name)
    {
        var whole = _source.Column(name);
        if (_rows is null) return whole;
        var kept = new double[_rows.Length];
        var values = whole.Span;
        for (var i = 0; i < kept.Length; i++) kept[i] = values[_rows[i]];
        return kept;
    }
}
