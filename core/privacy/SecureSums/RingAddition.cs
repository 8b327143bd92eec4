using System.Runtime.InteropServices;

namespace FedOnco.Privacy.SecureSums;

/// <summary>Element-wise addition modulo 2^128 or 2^64.</summary>
internal static class RingAddition
{
    public static void Add(Span<byte> sum, ReadOnlySpan<byte> terms, int width)
    {
        if (width == 16) Add(MemoryMarshal.Cast<byte, UInt128>(sum), MemoryMarshal.Cast<byte, UInt128>(terms));
        else Add(MemoryMarshal.Cast<byte, ulong>(sum), MemoryMarshal.Cast<byte, ulong>(terms));
    }

    public static void Subtract(Span<byte> sum, ReadOnlySpan<byte> terms, int width)
    {
        if (width == 16) Subtract(MemoryMarshal.Cast<byte, UInt128>(sum), MemoryMarshal.Cast<byte, UInt128>(terms));
        else Subtract(MemoryMarshal.Cast<byte, ulong>(sum), MemoryMarshal.Cast<byte, ulong>(terms));
    }

    private static void Add(Span<UInt128> sum, ReadOnlySpan<UInt128> terms)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] += terms[i];
    }

    private static void Subtract(Span<UInt128> sum, ReadOnlySpan<UInt128> terms)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] -= terms[i];
    }

    private static void Add(Span<ulong> sum, ReadOnlySpan<ulong> terms)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] += terms[i];
    }

    private static void Subtract(Span<ulong> sum, ReadOnlySpan<ulong> terms)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] -= terms[i];
    }
}
