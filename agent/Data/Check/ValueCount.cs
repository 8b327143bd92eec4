namespace FedOnco.Agent.Data.Check;

/// <summary>A local value and how often it occurs; for this site's own eyes.</summary>
internal sealed record ValueCount(string Value, long Count);
