namespace FedOnco.Agent.Health;

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Check">"version", "clock", "certificate", "coordinator", "disk", "data", "policy" or "secrets".</param>
/// <param name="Good">Whether it is as it should be.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What to do; empty where nothing is to be done.</param>
internal sealed record Finding(string Check, bool Good, string Found, string Advice = "");
