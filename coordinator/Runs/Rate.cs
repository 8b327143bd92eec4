namespace FedOnco.Coordinator.Runs;

/// <summary>A limit on how often something is done.</summary>
/// <param name="Burst">Times at once, at least 1.</param>
/// <param name="PerSecond">Times a second in the long run, above 0.</param>
internal sealed record Rate(int Burst, double PerSecond);
