namespace FedOnco.Privacy.SecureSums;

/// <summary>One attempt of one sum, as keys are bound to it.</summary>
/// <param name="Index">1 for the first sum of the contract.</param>
/// <param name="Previous">h_{i-1}.</param>
/// <param name="StepHash">Of the step that the program derived here.</param>
/// <param name="Attempt">1 to 8.</param>
internal sealed record SumNames(ulong Index, byte[] Previous, byte[] StepHash, uint Attempt)
{
    public FieldWriter Write(string label) => new FieldWriter(label).Integer(Index).Bytes(Previous).Bytes(StepHash).Integer(Attempt);
}
