namespace FedOnco.Analyses.Numerics;

/// <summary>The order of numbers by a radix sort of their bits: linear, stable, the same on every machine.</summary>
/// <remarks>The bits of a double, with the sign flipped (all bits where it is negative), ascend with its value. Source: Knuth (1998),
/// volume 3, section 5.2.5.</remarks>
public static class RadixOrder
{
    private const int Bits = 11;
    private const int Digits = 1 << Bits;

    /// <summary>Positions of the values in ascending order; -0 and 0 are equal.</summary>
    /// <param name="values">No missing ones.</param>
    public static int[] Ascending(ReadOnlySpan<double> values)
    {
        var keys = new ulong[values.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            // Adding 0 turns -0 into 0.
            var bits = BitConverter.DoubleToUInt64Bits(values[i] + 0.0);
            keys[i] = bits ^ ((ulong)((long)bits >> 63) | 0x8000000000000000);
        }

        return Sort(keys, 64);
    }

    /// <summary>Positions of the values, none below 0, in ascending order.</summary>
    public static int[] Ascending(ReadOnlySpan<int> values)
    {
        var keys = new ulong[values.Length];
        var most = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            most = Math.Max(most, values[i]);
            keys[i] = (uint)values[i];
        }

        return Sort(keys, 32 - int.LeadingZeroCount(most));
    }

    private static int[] Sort(ulong[] keys, int bits)
    {
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        int[] other = new int[keys.Length], starts = new int[Digits + 1];
        for (var shift = 0; shift < bits; shift += Bits)
        {
            Array.Clear(starts);
            foreach (var key in keys) starts[(int)((key >> shift) & (Digits - 1)) + 1]++;
            if (Array.IndexOf(starts, keys.Length) >= 0) continue;
            for (var d = 0; d < Digits; d++) starts[d + 1] += starts[d];
            foreach (var position in order) other[starts[(int)((keys[position] >> shift) & (Digits - 1))]++] = position;
            (order, other) = (other, order);
        }

        return order;
    }
}
