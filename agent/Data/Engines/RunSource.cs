using System.Collections.Concurrent;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A dataset for one run: its queries stop with the run.</summary>
internal sealed class RunSource : ICountingSource, IRefreshedSource, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Combinations?>> _counted = new(StringComparer.Ordinal);
    private readonly EngineSource _source;
    private readonly IReadOnlySet<string> _wanted;
    private readonly Lazy<IEarlierRows?> _earlier;
    private readonly CancellationToken _cancellationToken;

    private int _left;

    /// <param name="source">The dataset.</param>
    /// <param name="number">Of the run.</param>
    /// <param name="wanted">Variables that it is about.</param>
    /// <param name="earlier">What cohorts had before a refresh, looked for when it is first asked for; nothing where it is null.</param>
    /// <param name="cancellationToken">Stops its queries.</param>
    public RunSource(EngineSource source, long number, IReadOnlySet<string> wanted, Func<RunSource, IEarlierRows?>? earlier, CancellationToken cancellationToken)
    {
        (_source, Number, _wanted, _cancellationToken) = (source, number, wanted, cancellationToken);
        _earlier = new Lazy<IEarlierRows?>(() => earlier?.Invoke(this));
    }

    /// <summary>Later runs have larger numbers.</summary>
    public long Number { get; }

    /// <summary>Whether the run is about a variable.</summary>
    public bool Wants(string variable) => _wanted.Contains(variable);

    /// <inheritdoc/>
    public IEarlierRows? Earlier => _earlier.Value;

    public int Rows => _source.Rows(_cancellationToken);

    public ReadOnlyMemory<double> Column(string name) => _source.Column(name, this, _cancellationToken);

    public ColumnValues Values(string name) => _source.Values(name, true, this, _cancellationToken);

    public bool IsFinite(string name) => _source.IsFinite(name, this, _cancellationToken);

    public T Remember<T>(string key, Func<T> compute)
        where T : class => _source.Remember(key, compute);

    /// <summary>Asked once a run: the preflight and a count of the same cohort are one query.</summary>
    public Combinations? Combine(StudyContext context, Expression? subset, IReadOnlyList<Expression> keys, double most, bool patients)
    {
        var question = string.Join('\u001f', keys.Select(k => k.ToText()).Prepend(subset?.ToText() ?? "").Append(patients ? "patients" : ""));
        return _counted.GetOrAdd(question, _ => new Lazy<Combinations?>(() => _source.Combine(context, subset, keys, patients, _cancellationToken))).Value;
    }

    /// <summary>Something made of each patient's key; null where a row has none.</summary>
    public T[]? MapKeys<T>(Func<string, T> map) => _source.MapKeys(map, _cancellationToken);

    public bool IsUnique(string column) => _source.IsUnique(column, _cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0) _source.Leave();
    }
}
