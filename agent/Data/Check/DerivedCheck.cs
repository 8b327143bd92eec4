using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Check;

/// <summary>Derived variables, which no SQL knows: computed from the columns in memory as a run computes them.</summary>
internal static class DerivedCheck
{
    /// <summary>Above this many rows derived variables are not computed for a check.</summary>
    public const long MostRows = 5_000_000;

    /// <summary>How often each derived variable is missing, and the faults of endpoints that end or begin with one.</summary>
    public static (IReadOnlyList<VariableCheck> Variables, IReadOnlyList<string> Faults) Of(MappedDataset data, EngineSettings settings)
    {
        using var engine = new EngineSource(EngineEntry.Of(data), data.Dataset, "", settings);
        using var source = engine.Open(data.Dataset.Variables.Select(v => v.Name), CancellationToken.None);
        var variables = data.Dataset.Variables.Where(v => v.Derived is not null).Select(v => Check(v, source)).ToList();
        var faults = data.Dataset.Endpoints.Where(e => IsDerived(data, e.Origin) || IsDerived(data, e.End)).Select(e => (Endpoint: e, Rows: BeforeOrigin(e, source)))
            .Where(e => e.Rows > 0).Select(e => $"{e.Endpoint.Name}: {e.Rows} rows have {e.Endpoint.End} before {e.Endpoint.Origin}.").ToList();
        return (variables, faults);
    }

    private static VariableCheck Check(Variable variable, RunSource source)
    {
        var missing = Missing(source.Column(variable.Name).Span);
        return new VariableCheck(variable, "", missing, 0, 0, 0) { Hints = source.Rows > 0 && missing == source.Rows ? ["every value is missing: look at the variables that it is made of, and at its range."] : [] };
    }

    private static long Missing(ReadOnlySpan<double> values)
    {
        long missing = 0;
        foreach (var value in values) missing += double.IsNaN(value) ? 1 : 0;
        return missing;
    }

    private static bool IsDerived(MappedDataset data, string name) => data.Dataset.Variables.Any(v => v.Name == name && v.Derived is not null);

    private static int BeforeOrigin(Endpoint endpoint, RunSource source)
    {
        if (endpoint.Origin.Length == 0 || endpoint.End.Length == 0) return 0;
        var (origin, end) = (source.Column(endpoint.Origin), source.Column(endpoint.End));
        return Enumerable.Range(0, source.Rows).Count(i => end.Span[i] < origin.Span[i]);
    }
}
