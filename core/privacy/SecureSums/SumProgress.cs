using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>A vector that arrives in chunks, each taken once, in any order.</summary>
/// <param name="fault">Reason of a chunk that does not fit.</param>
internal sealed class SumProgress(TallyShape shape, ErrorReason fault)
{
    private readonly bool[] _taken = new bool[shape.Chunks];

    public bool IsWhole { get; private set; }

    /// <summary>Marks a chunk as taken; null where it was taken before.</summary>
    /// <exception cref="FedOncoException">The reason given where the layout has no such chunk.</exception>
    public Range? Take(ulong offset, int length, bool last, int stampLength, string sender)
    {
        if (shape.ChunkAt(offset, length, last, stampLength) is not { } chunk)
            throw new FedOncoException(fault, $"A chunk from {sender} does not fit the layout of the sum: it is longer, shorter or elsewhere.");
        if (_taken[chunk]) return null;
        _taken[chunk] = true;
        IsWhole = Array.TrueForAll(_taken, taken => taken);
        return shape.BytesOf(chunk);
    }
}
