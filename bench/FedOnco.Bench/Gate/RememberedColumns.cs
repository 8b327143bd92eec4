using System.Collections.Concurrent;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Bench.Gate;

/// <summary>Two columns of whole numbers from a seed, in a source that keeps rows of earlier cohorts as an agent's does.</summary>
internal sealed class RememberedColumns : IRememberingSource
{
    private readonly ConcurrentDictionary<string, object> _remembered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double[]> _columns = [];

    public RememberedColumns(int rows)
    {
        Rows = rows;
        var random = new Random(1);
        foreach (var name in (string[])["u", "v"]) _columns[name] = [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(10_000))];
    }

    public static IReadOnlyList<string> Sites { get; } = ["s0", "s1", "s2"];

    public static Dataset Dataset { get; } = new()
    {
        Name = "d",
        Variables =
        {
            new Variable { Name = "u", Type = VariableType.Integer, Minimum = 0, Maximum = 9999, Step = 1 },
            new Variable { Name = "v", Type = VariableType.Integer, Minimum = 0, Maximum = 9999, Step = 1 },
        },
    };

    public int Rows { get; }

    public ReadOnlyMemory<double> Column(string name) => _columns[name];

    public T Remember<T>(string key, Func<T> compute)
        where T : class => (T)_remembered.GetOrAdd(key, _ => compute());
}
