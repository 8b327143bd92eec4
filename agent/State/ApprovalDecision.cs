namespace FedOnco.Agent.State;

/// <summary>A decision of this site's IT, until the agent has it in its log.</summary>
/// <param name="Number">In the order in which they were made.</param>
/// <param name="Id">Of the question.</param>
/// <param name="Decision">approved or refused.</param>
/// <param name="Time">When.</param>
internal sealed record ApprovalDecision(long Number, string Id, string Decision, DateTimeOffset Time);
