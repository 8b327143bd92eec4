using System.Numerics;

namespace FedOnco.Agent.Data.Sql;

/// <summary>A column of numbers in the dictionary's coding: NaN where a number is a missing code or outside the variable's range.</summary>
/// <param name="minimum">Least value.</param>
/// <param name="maximum">Greatest value.</param>
/// <param name="codes">Numbers that mean missing.</param>
/// <param name="isBoolean">Only 0 and 1 have a meaning.</param>
internal sealed class NumberDecoding(double minimum, double maximum, double[] codes, bool isBoolean)
{
    /// <summary>One value.</summary>
    public double Decode(double value)
    {
        var known = isBoolean ? value is 0 or 1 : value >= minimum && value <= maximum;
        return known && !codes.Contains(value) ? value : double.NaN;
    }

    /// <summary>Many values.</summary>
    /// <param name="source">As they stand in the source.</param>
    /// <param name="target">Receives as many.</param>
    public void Decode(ReadOnlySpan<double> source, Span<double> target)
    {
        var i = 0;
        Vector<double> least = new(minimum), greatest = new(maximum), missing = new(double.NaN);
        for (; !isBoolean && i <= source.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var values = new Vector<double>(source[i..]);
            var known = Vector.GreaterThanOrEqual(values, least) & Vector.LessThanOrEqual(values, greatest);
            foreach (var code in codes) known &= ~Vector.Equals(values, new Vector<double>(code));
            Vector.ConditionalSelect(known, values, missing).CopyTo(target[i..]);
        }

        for (; i < source.Length; i++) target[i] = Decode(source[i]);
    }
}
