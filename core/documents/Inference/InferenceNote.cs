namespace FedOnco.Documents.Inference;

/// <summary>Something that was guessed and may change an answer.</summary>
/// <param name="Variable">The variable concerned; empty for the dataset as a whole.</param>
/// <param name="Text">What was guessed, and what to write in a dictionary to say otherwise.</param>
public sealed record InferenceNote(string Variable, string Text);
