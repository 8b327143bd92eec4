using FedOnco.Agent.Data.Check;

namespace FedOnco.Agent.Data.Draft;

/// <summary>A column of a source with its most frequent values as text.</summary>
/// <param name="Name">Column.</param>
/// <param name="Values">At most <see cref="Most"/>, most frequent first, without empty ones.</param>
internal sealed record ColumnSample(string Name, IReadOnlyList<ValueCount> Values)
{
    public const int Most = 1000;
}
