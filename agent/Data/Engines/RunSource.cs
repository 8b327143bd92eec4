using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>A dataset for one run: its queries stop with the run.</summary>
internal sealed class RunSource(EngineSource source, long number, CancellationToken cancellationToken) : ICountingSource, IDisposable
{
    private int _left;

    /// <summary>Later runs have larger numbers.</summary>
    public long Number => number;

    public int Rows => source.Rows(cancellationToken);

    public ReadOnlyMemory<double> Column(string name) => source.Column(name, this, cancellationToken);

    public T Remember<T>(string key, Func<T> compute)
        where T : class => source.Remember(key, compute);

    public Combinations? Combine(StudyContext context, Expression? subset, IReadOnlyList<Expression> keys, double most, bool patients) =>
        source.Combine(context, subset, keys, patients, cancellationToken);

    public bool IsUnique(string column) => source.IsUnique(column, cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0) source.Leave();
    }
}
