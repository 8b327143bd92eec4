namespace FedOnco.Coordinator.State;

/// <summary>A stored total.</summary>
/// <param name="StepHash">32 bytes.</param>
/// <param name="Elements">Little-endian, as they went down.</param>
internal sealed record RecordedTotal(byte[] StepHash, byte[] Elements);
