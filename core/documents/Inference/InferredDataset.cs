using FedOnco.Protos;

namespace FedOnco.Documents.Inference;

/// <summary>A dictionary entry made from the data of all centres, with what was guessed.</summary>
public sealed record InferredDataset(Dataset Dataset, IReadOnlyList<InferenceNote> Notes);
