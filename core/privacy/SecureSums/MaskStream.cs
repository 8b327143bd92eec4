namespace FedOnco.Privacy.SecureSums;

/// <summary>Adds the key streams of all pairs to a tally.</summary>
internal static class MaskStream
{
    /// <param name="masks">One a peer.</param>
    /// <param name="elements">The encoded tally; masked in place.</param>
    /// <param name="firstBlock">Counter of the first 16 bytes.</param>
    public static void Apply(IReadOnlyList<PairMask> masks, Span<byte> elements, int width, ulong firstBlock = 0)
    {
        foreach (var mask in masks) PortableMaskStream.Apply(mask.TallyKey, mask.Adds, elements, width, firstBlock);
    }
}
