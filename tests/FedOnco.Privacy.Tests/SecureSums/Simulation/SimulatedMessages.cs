using FedOnco.Protos;

namespace FedOnco.Privacy.Tests.SecureSums.Simulation;

/// <summary>A new run is opened under the contract.</summary>
internal sealed record Offer(int Run);

/// <summary>A site lost its memory: its run cannot go on.</summary>
internal sealed record Reborn(int Run);

/// <summary>The coordinator waits for this attempt; a site that made it sends it again.</summary>
internal sealed record Ask(int Run, ulong Index, uint Attempt);

/// <summary>A site awaits a recorded total.</summary>
internal sealed record Need(int Run, ulong Index);

/// <summary>A site stops, with its reason.</summary>
internal sealed record Refusal(int Run, ErrorReason Reason);

/// <summary>The contract's end: no reason where it was completed.</summary>
internal sealed record Closed(ErrorReason? Reason);
