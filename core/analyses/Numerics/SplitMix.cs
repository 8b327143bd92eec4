namespace FedOnco.Analyses.Numerics;

/// <summary>A small generator with the same numbers on every machine, for simulations in reports; nothing secret comes from it.</summary>
/// <remarks>Source: Steele, Lea and Flood (2014), SplitMix64.</remarks>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Fisher and Yates' shuffle.</summary>
    public void Shuffle(Span<int> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = (int)Math.BigMul(Next(), (ulong)i + 1, out _);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
