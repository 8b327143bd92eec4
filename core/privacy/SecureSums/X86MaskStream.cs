using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The mask stream with AES-NI, eight blocks in flight to hide the latency of a round.</summary>
internal static class X86MaskStream
{
    public static bool IsSupported => Aes.IsSupported && Sse41.IsSupported && BitConverter.IsLittleEndian;

    /// <param name="key">16 bytes.</param>
    public static KeySchedule Expand(ReadOnlySpan<byte> key)
    {
        var schedule = default(KeySchedule);
        var k = Vector128.Create(key);
        schedule[0] = k;
        schedule[1] = k = Next(k, Aes.KeygenAssist(k, 0x01));
        schedule[2] = k = Next(k, Aes.KeygenAssist(k, 0x02));
        schedule[3] = k = Next(k, Aes.KeygenAssist(k, 0x04));
        schedule[4] = k = Next(k, Aes.KeygenAssist(k, 0x08));
        schedule[5] = k = Next(k, Aes.KeygenAssist(k, 0x10));
        schedule[6] = k = Next(k, Aes.KeygenAssist(k, 0x20));
        schedule[7] = k = Next(k, Aes.KeygenAssist(k, 0x40));
        schedule[8] = k = Next(k, Aes.KeygenAssist(k, 0x80));
        schedule[9] = k = Next(k, Aes.KeygenAssist(k, 0x1b));
        schedule[10] = Next(k, Aes.KeygenAssist(k, 0x36));
        return schedule;
    }

    /// <summary>Adds (or subtracts) the key stream, element-wise, in place.</summary>
    /// <remarks>Compiled at once: a first sum should not run on unoptimised code.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(in KeySchedule keys, bool add, Span<byte> elements, int width, UInt128 firstBlock)
    {
        var wide = width == 16;
        var blocks = MemoryMarshal.Cast<byte, Vector128<byte>>(elements);
        ref var data = ref MemoryMarshal.GetReference(blocks);
        var reverse = Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        var counter = Vector128.Create((ulong)firstBlock, (ulong)(firstBlock >> 64));
        var one = Vector128.Create(1UL, 0UL);
        var i = 0;
        for (; i + 8 <= blocks.Length; i += 8)
        {
            var k = keys[0];
            var b0 = Ssse3.Shuffle(counter.AsByte(), reverse) ^ k;
            counter += one;
            var b1 = Ssse3.Shuffle(counter.AsByte(), reverse) ^ k;
            counter += one;
            var b2 = Ssse3.Shuffle(counter.AsByte(), reverse) ^ k;
            counter += one;
            var b3 = Ssse3.Shuffle(counter.AsByte(), reverse) ^ k;
            counter += one;
            var b4 = Ssse3.Shuffle(counter.AsByte(), reverse) ^ k;
            counter += one;
            var b5 = Ssse3.Shuffle(counter.AsByte(), reverse) ^ k;
            counter += one;
            var b6 = Ssse3.Shuffle(counter.AsByte(), reverse) ^ k;
            counter += one;
            var b7 = Ssse3.Shuffle(counter.AsByte(), reverse) ^ k;
            counter += one;
            for (var r = 1; r < KeySchedule.Rounds; r++)
            {
                k = keys[r];
                b0 = Aes.Encrypt(b0, k);
                b1 = Aes.Encrypt(b1, k);
                b2 = Aes.Encrypt(b2, k);
                b3 = Aes.Encrypt(b3, k);
                b4 = Aes.Encrypt(b4, k);
                b5 = Aes.Encrypt(b5, k);
                b6 = Aes.Encrypt(b6, k);
                b7 = Aes.Encrypt(b7, k);
            }

            k = keys[KeySchedule.Rounds];
            ref var at = ref Unsafe.Add(ref data, i);
            at = MaskAddition.Combine(at, Aes.EncryptLast(b0, k), add, wide);
            Unsafe.Add(ref at, 1) = MaskAddition.Combine(Unsafe.Add(ref at, 1), Aes.EncryptLast(b1, k), add, wide);
            Unsafe.Add(ref at, 2) = MaskAddition.Combine(Unsafe.Add(ref at, 2), Aes.EncryptLast(b2, k), add, wide);
            Unsafe.Add(ref at, 3) = MaskAddition.Combine(Unsafe.Add(ref at, 3), Aes.EncryptLast(b3, k), add, wide);
            Unsafe.Add(ref at, 4) = MaskAddition.Combine(Unsafe.Add(ref at, 4), Aes.EncryptLast(b4, k), add, wide);
            Unsafe.Add(ref at, 5) = MaskAddition.Combine(Unsafe.Add(ref at, 5), Aes.EncryptLast(b5, k), add, wide);
            Unsafe.Add(ref at, 6) = MaskAddition.Combine(Unsafe.Add(ref at, 6), Aes.EncryptLast(b6, k), add, wide);
            Unsafe.Add(ref at, 7) = MaskAddition.Combine(Unsafe.Add(ref at, 7), Aes.EncryptLast(b7, k), add, wide);
        }

        for (; i < blocks.Length; i++, counter += one)
            blocks[i] = MaskAddition.Combine(blocks[i], Block(keys, Ssse3.Shuffle(counter.AsByte(), reverse)), add, wide);
        var rest = elements[(blocks.Length * 16)..];
        if (rest.IsEmpty) return;
        // A tally of an odd number of 8-byte elements ends in half a block.
        var half = Vector128.CreateScalar(MemoryMarshal.Read<ulong>(rest)).AsByte();
        var masked = MaskAddition.Combine(half, Block(keys, Ssse3.Shuffle(counter.AsByte(), reverse)), add, wide).AsUInt64().ToScalar();
        MemoryMarshal.Write(rest, in masked);
    }

    private static Vector128<byte> Block(in KeySchedule keys, Vector128<byte> block)
    {
        block ^= keys[0];
        for (var r = 1; r < KeySchedule.Rounds; r++) block = Aes.Encrypt(block, keys[r]);
        return Aes.EncryptLast(block, keys[KeySchedule.Rounds]);
    }

    private static Vector128<byte> Next(Vector128<byte> key, Vector128<byte> assist)
    {
        // Each word is the xor of itself and all words before it: a prefix sum in two shifts.
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 8);
        return key ^ Sse2.Shuffle(assist.AsUInt32(), 0xFF).AsByte();
    }
}
