using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Data;

/// <summary>A snapshot with the derived variables of the dictionary, each computed once from the columns before it.</summary>
internal sealed class DerivingSource(IRememberingSource inner, Dataset dataset, string site) : IRememberingSource
{
    private readonly Dictionary<string, Variable> _derived = dataset.Variables.Where(v => v.Derived is not null).ToDictionary(v => v.Name, StringComparer.Ordinal);

    public int Rows => inner.Rows;

    public ReadOnlyMemory<double> Column(string name) => _derived.TryGetValue(name, out var variable)
        ? inner.Remember($"derived {name}", () => DerivedColumns.Compute(dataset, variable, site, this))
        : inner.Column(name);

    public T Remember<T>(string key, Func<T> compute)
        where T : class => inner.Remember(key, compute);
}
