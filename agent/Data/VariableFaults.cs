namespace FedOnco.Agent.Data;

/// <summary>How a variable fits the dictionary at this site. The counts never leave it.</summary>
/// <param name="Variable">Name.</param>
/// <param name="Unknown">Values that are no number, date or known level.</param>
/// <param name="OutOfRange">Values outside the plausible range; they count as missing.</param>
/// <param name="Missing">Missing values.</param>
internal sealed record VariableFaults(string Variable, long Unknown, long OutOfRange, long Missing);
