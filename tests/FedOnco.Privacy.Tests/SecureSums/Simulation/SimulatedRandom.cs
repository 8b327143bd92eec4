using System.Numerics;

namespace FedOnco.Privacy.Tests.SecureSums.Simulation;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): the same sequence for a seed on every machine.</summary>
internal sealed class SimulatedRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A whole number from 0 to bound - 1.</summary>
    public int Below(int bound) => (int)(BigInteger.Multiply(Next(), bound) >> 64);

    public bool Chance(double probability) => Next() < probability * ulong.MaxValue;

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)Next();
        return bytes;
    }
}
