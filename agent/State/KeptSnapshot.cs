namespace FedOnco.Agent.State;

/// <summary>A snapshot of a dataset that this site let into a study.</summary>
/// <param name="Refresh">How often the dataset had been refreshed; 0 for the data that the study began with.</param>
/// <param name="Hash">Snapshot hash, 32 bytes.</param>
/// <param name="Since">When it was taken.</param>
/// <param name="HasPatients">Whether its patients can be recognised after a refresh.</param>
internal sealed record KeptSnapshot(uint Refresh, byte[] Hash, DateTimeOffset Since, bool HasPatients);
