namespace FedOnco.Privacy.SecureSums;

/// <summary>A total that this site verified in an earlier run of the same contract, by its hashes.</summary>
public sealed record RecordedTotal(ulong Index, byte[] StepHash, byte[] TotalHash, byte[] TranscriptHash);
