using System.Runtime.Intrinsics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>The points Minimum + k * Step of a number's dictionary range, exact for decimal steps.</summary>
public sealed class NumberGrid
{
    private readonly double _minimum;
    private readonly double _step;

    private NumberGrid(double minimum, double step, int cells)
    {
        _minimum = minimum;
        _step = step;
        Cells = cells;
    }

    public int Cells { get; }

    /// <summary>Names of the points as R prints numbers.</summary>
    public IReadOnlyList<string> Names => [.. Enumerable.Range(0, Cells).Select(k => NumberText.Of(Value(k)))];

    /// <param name="type">A type with a finite grid of at most 2^31 points.</param>
    public static NumberGrid Of(ValueType type) => new(type.Minimum, type.Step, checked((int)type.GridCells));

    /// <summary>The double nearest to the decimal value of point k.</summary>
    public double Value(int k) => Exact(_minimum, _step, k);

    /// <summary>Index of the point, NaN where the value is missing or off the grid.</summary>
    public double IndexOf(double value)
    {
        if (double.IsNaN(value)) return value;
        var k = Math.Round((value - _minimum) / _step);
        return k >= 0 && k < Cells ? k : double.NaN;
    }

    /// <summary>Index of the point of each value, -1 where it is missing or off the grid.</summary>
    public void IndexesOf(ReadOnlySpan<double> values, Span<int> indexes)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<double> minimum = Vector512.Create(_minimum), step = Vector512.Create(_step), cells = Vector512.Create((double)Cells), none = Vector512.Create(-1.0);
            for (; i <= values.Length - Vector512<double>.Count; i += Vector512<double>.Count)
            {
                var k = Vector512.Round((Vector512.Create(values[i..]) - minimum) / step);
                // What is no number compares as false.
                var index = Vector512.ConvertToInt64(Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(k, Vector512<double>.Zero) & Vector512.LessThan(k, cells), k, none));
                Vector256.Narrow(index.GetLower(), index.GetUpper()).CopyTo(indexes[i..]);
            }
        }

        for (; i < values.Length; i++) indexes[i] = IndexOf(values[i]) is var k && double.IsNaN(k) ? -1 : (int)k;
    }

    /// <summary>origin + k * step in decimal arithmetic, so that 3 * 0.1 is the double that "0.3" reads as.</summary>
    public static double Exact(double origin, double step, long k)
    {
        if (Math.Abs(origin) > 1e12 || step > 1e12 || step < 1e-12) return origin + (k * step);
        return (double)((decimal)origin + (k * (decimal)step));
    }
}
