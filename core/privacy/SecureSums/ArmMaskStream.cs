using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The mask stream with the AES instructions of ARMv8, four blocks in flight.</summary>
/// <remarks>AESE is AddRoundKey, SubBytes, ShiftRows; AESMC is MixColumns: the last round key is added apart.</remarks>
internal static class ArmMaskStream
{
    private static ReadOnlySpan<byte> RoundConstants => [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x1b, 0x36];

    public static bool IsSupported => Aes.IsSupported && BitConverter.IsLittleEndian;

    /// <param name="key">16 bytes.</param>
    public static KeySchedule Expand(ReadOnlySpan<byte> key)
    {
        var schedule = default(KeySchedule);
        schedule[0] = Vector128.Create(key);
        Span<uint> words = stackalloc uint[4];
        for (var r = 1; r <= KeySchedule.Rounds; r++)
        {
            schedule[r - 1].AsUInt32().CopyTo(words);
            // The same word in all four columns: ShiftRows changes nothing and AESE with a zero key is SubWord. A word is
            // little-endian here, so RotWord turns to the right.
            var substituted = Aes.Encrypt(Vector128.Create(words[3]).AsByte(), Vector128<byte>.Zero).AsUInt32().ToScalar();
            words[0] ^= uint.RotateRight(substituted, 8) ^ RoundConstants[r - 1];
            words[1] ^= words[0];
            words[2] ^= words[1];
            words[3] ^= words[2];
            schedule[r] = Vector128.Create(words).AsByte();
        }

        words.Clear();
        return schedule;
    }

    /// <summary>Adds (or subtracts) the key stream, element-wise, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(in KeySchedule keys, bool add, Span<byte> elements, int width, UInt128 firstBlock)
    {
        var wide = width == 16;
        var blocks = MemoryMarshal.Cast<byte, Vector128<byte>>(elements);
        var i = 0;
        for (; i + 4 <= blocks.Length; i += 4)
        {
            var b0 = Counter(firstBlock + (uint)i);
            var b1 = Counter(firstBlock + (uint)i + 1);
            var b2 = Counter(firstBlock + (uint)i + 2);
            var b3 = Counter(firstBlock + (uint)i + 3);
            for (var r = 0; r < KeySchedule.Rounds - 1; r++)
            {
                var k = keys[r];
                b0 = Aes.MixColumns(Aes.Encrypt(b0, k));
                b1 = Aes.MixColumns(Aes.Encrypt(b1, k));
                b2 = Aes.MixColumns(Aes.Encrypt(b2, k));
                b3 = Aes.MixColumns(Aes.Encrypt(b3, k));
            }

            var before = keys[KeySchedule.Rounds - 1];
            var last = keys[KeySchedule.Rounds];
            blocks[i] = MaskAddition.Combine(blocks[i], Aes.Encrypt(b0, before) ^ last, add, wide);
            blocks[i + 1] = MaskAddition.Combine(blocks[i + 1], Aes.Encrypt(b1, before) ^ last, add, wide);
            blocks[i + 2] = MaskAddition.Combine(blocks[i + 2], Aes.Encrypt(b2, before) ^ last, add, wide);
            blocks[i + 3] = MaskAddition.Combine(blocks[i + 3], Aes.Encrypt(b3, before) ^ last, add, wide);
        }

        for (; i < blocks.Length; i++) blocks[i] = MaskAddition.Combine(blocks[i], Block(keys, Counter(firstBlock + (uint)i)), add, wide);
        var rest = elements[(blocks.Length * 16)..];
        if (rest.IsEmpty) return;
        // A tally of an odd number of 8-byte elements ends in half a block.
        var half = Vector128.CreateScalar(MemoryMarshal.Read<ulong>(rest)).AsByte();
        var masked = MaskAddition.Combine(half, Block(keys, Counter(firstBlock + (uint)i)), add, wide).AsUInt64().ToScalar();
        MemoryMarshal.Write(rest, in masked);
    }

    private static Vector128<byte> Counter(UInt128 block) => Vector128.Create(
        BinaryPrimitives.ReverseEndianness((ulong)(block >> 64)), BinaryPrimitives.ReverseEndianness((ulong)block)).AsByte();

    private static Vector128<byte> Block(in KeySchedule keys, Vector128<byte> block)
    {
        for (var r = 0; r < KeySchedule.Rounds - 1; r++) block = Aes.MixColumns(Aes.Encrypt(block, keys[r]));
        return Aes.Encrypt(block, keys[KeySchedule.Rounds - 1]) ^ keys[KeySchedule.Rounds];
    }
}
