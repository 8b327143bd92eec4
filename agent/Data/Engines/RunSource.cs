using System.Collections.Concurrent;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A dataset for one run: its queries stop with the run.</summary>
internal sealed class RunSource(EngineSource source, long number, IReadOnlySet<string> wanted, CancellationToken cancellationToken) : ICountingSource, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Combinations?>> _counted = new(StringComparer.Ordinal);

    private int _left;

    /// <summary>Later runs have larger numbers.</summary>
    public long Number => number;

    /// <summary>Whether the run is about a variable.</summary>
    public bool Wants(string variable) => wanted.Contains(variable);

    public int Rows => source.Rows(cancellationToken);

    public ReadOnlyMemory<double> Column(string name) => source.Column(name, this, cancellationToken);

    public bool IsFinite(string name) => source.IsFinite(name, this, cancellationToken);

    public T Remember<T>(string key, Func<T> compute)
        where T : class => source.Remember(key, compute);

    /// <summary>Asked once a run: the preflight and a count of the same cohort are one query.</summary>
    public Combinations? Combine(StudyContext context, Expression? subset, IReadOnlyList<Expression> keys, double most, bool patients)
    {
        var question = string.Join('\u001f', keys.Select(k => k.ToText()).Prepend(subset?.ToText() ?? "").Append(patients ? "patients" : ""));
        return _counted.GetOrAdd(question, _ => new Lazy<Combinations?>(() => source.Combine(context, subset, keys, patients, cancellationToken))).Value;
    }

    public bool IsUnique(string column) => source.IsUnique(column, cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0) source.Leave();
    }
}
