namespace FedOnco.Privacy.SecureSums;

/// <summary>Adds the key streams of all pairs to a tally: AES-128-CTR (NIST SP 800-38A), fused with the addition.</summary>
/// <remarks>Every path gives identical bytes. A tile stays in the first-level cache while all pairs' streams pass over it.</remarks>
internal static class MaskStream
{
    private const int TileBytes = 16 * 1024;

    /// <param name="masks">One a peer.</param>
    /// <param name="elements">The encoded tally; masked in place.</param>
    /// <param name="width">Bytes an element: 16 or 8.</param>
    /// <param name="firstBlock">Counter of the first 16 bytes; its lower 64 bits do not wrap within a tally.</param>
    public static void Apply(IReadOnlyList<PairMask> masks, Span<byte> elements, int width, UInt128 firstBlock = default)
    {
        if (!X86MaskStream.IsSupported && !ArmMaskStream.IsSupported)
        {
            foreach (var mask in masks) PortableMaskStream.Apply(mask.TallyKey, mask.Adds, elements, width, firstBlock);
            return;
        }

        var schedules = new KeySchedule[masks.Count];
        for (var p = 0; p < schedules.Length; p++)
            schedules[p] = X86MaskStream.IsSupported ? X86MaskStream.Expand(masks[p].TallyKey) : ArmMaskStream.Expand(masks[p].TallyKey);
        for (var start = 0; start < elements.Length; start += TileBytes)
        {
            var tile = elements.Slice(start, Math.Min(TileBytes, elements.Length - start));
            var block = firstBlock + ((uint)start / 16u);
            for (var p = 0; p < schedules.Length; p++)
            {
                if (X86MaskStream.IsSupported) X86MaskStream.Apply(schedules[p], masks[p].Adds, tile, width, block);
                else ArmMaskStream.Apply(schedules[p], masks[p].Adds, tile, width, block);
            }
        }

        Array.Clear(schedules);
    }
}
