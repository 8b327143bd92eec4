namespace FedOnco.Agent.Data.Check;

/// <summary>How a dataset fits its dictionary at this site; nothing of it leaves but the verdict.</summary>
/// <param name="Study">Study.</param>
/// <param name="Dataset">Dataset.</param>
internal sealed record DatasetCheck(string Study, string Dataset)
{
    public long Rows { get; init; }

    /// <summary>Distinct patient keys; rows where the dictionary has no key.</summary>
    public long Patients { get; init; }

    public IReadOnlyList<VariableCheck> Variables { get; init; } = [];

    /// <summary>What has to be mended before this site can take part.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>What somebody should look at.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public bool Conforms => Faults.Count == 0 && Variables.All(v => v.Conforms);
}
