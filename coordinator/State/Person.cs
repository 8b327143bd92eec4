namespace FedOnco.Coordinator.State;

/// <summary>Somebody who may ask; sees only her studies.</summary>
internal sealed record Person(string Name, string Role, IReadOnlyList<string> Studies);
