namespace FedOnco.Agent.Link;

/// <summary>What came back when the coordinator was asked whether it is ready.</summary>
/// <param name="Status">HTTP status; null where it was not reached.</param>
/// <param name="Date">Its clock; null where it told none.</param>
/// <param name="IsUntrusted">Whether its certificate was not one that this agent trusts.</param>
internal sealed record CoordinatorAnswer(int? Status, DateTimeOffset? Date, bool IsUntrusted);
