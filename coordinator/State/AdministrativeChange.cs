namespace FedOnco.Coordinator.State;

/// <summary>What a command on this machine changed, until the service has it in its log.</summary>
internal sealed record AdministrativeChange(long Number, DateTimeOffset Time, string What);
