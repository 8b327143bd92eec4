using FedOnco.Agent.Data.Check;

namespace FedOnco.Agent.Data.Draft;

/// <summary>What the draft says of a variable: fields of the catalogue, and what somebody has to decide.</summary>
internal sealed class VariableDraft
{
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    public List<string> Missing { get; } = [];

    public List<string> Dates { get; } = [];

    public bool DecimalComma { get; set; }

    public List<string> Comments { get; } = [];

    public void Undecided(IEnumerable<ValueCount> values)
    {
        var list = values.ToList();
        if (list.Count > 0) Comments.Add($"decide: {CheckText.Values([.. list.Take(10)])} under values: or missing:");
    }
}
