using FedOnco.Protos;

namespace FedOnco.Coordinator.State;

/// <summary>A study: its sites and its data dictionary.</summary>
internal sealed record StudyRecord(string Name, string Title, IReadOnlyList<string> Sites, Dictionary Dictionary);
