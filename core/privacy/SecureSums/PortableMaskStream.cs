using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FedOnco.Privacy.SecureSums;

/// <summary>AES-128-CTR added to a tally, through the platform's AES: the reference for the fast paths.</summary>
internal static class PortableMaskStream
{
    private const int TileBytes = 8192;

    /// <summary>Adds (or subtracts) the key stream, element-wise, in place.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="firstBlock">Counter of the first 16 bytes; its lower 64 bits do not wrap within a tally.</param>
    public static void Apply(ReadOnlySpan<byte> key, bool add, Span<byte> elements, int width, UInt128 firstBlock)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        Span<byte> stream = stackalloc byte[TileBytes];
        for (var start = 0; start < elements.Length; start += TileBytes)
        {
            var tile = elements.Slice(start, Math.Min(TileBytes, elements.Length - start));
            KeyStream(aes, firstBlock + ((uint)start / 16u), stream);
            if (add) RingAddition.Add(tile, stream, width);
            else RingAddition.Subtract(tile, stream, width);
        }

        stream.Clear();
    }

    private static void KeyStream(Aes aes, UInt128 firstBlock, Span<byte> stream)
    {
        for (var block = 0; block < stream.Length / 16; block++)
            BinaryPrimitives.WriteUInt128BigEndian(stream.Slice(block * 16, 16), firstBlock + (uint)block);
        aes.EncryptEcb(stream, stream, PaddingMode.None);
    }
}
