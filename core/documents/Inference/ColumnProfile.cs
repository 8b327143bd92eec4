namespace FedOnco.Documents.Inference;

/// <summary>A column over all centres: its distinct values as text, without missing ones (empty and NA).</summary>
public sealed record ColumnProfile(string Name, IReadOnlyCollection<string> Values);
