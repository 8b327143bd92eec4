using System.Numerics;

namespace FedOnco.Analyses.Frames;

/// <summary>Whole columns looked through for missing and infinite values.</summary>
public static class ColumnScan
{
    /// <summary>Neither missing nor infinite values.</summary>
    public static bool IsFinite(ReadOnlySpan<double> values)
    {
        var i = 0;
        var largest = new Vector<double>(double.MaxValue);
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            if (!Vector.LessThanOrEqualAll(Vector.Abs(new Vector<double>(values[i..])), largest)) return false;
        }

        for (; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) return false;
        }

        return true;
    }

    /// <summary>Missing values.</summary>
    public static bool HasMissing(ReadOnlySpan<double> values)
    {
        var i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var lanes = new Vector<double>(values[i..]);
            if (!Vector.EqualsAll(lanes, lanes)) return true;
        }

        for (; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) return true;
        }

        return false;
    }

    /// <summary>Of values without missing ones.</summary>
    public static bool HasInfinite(ReadOnlySpan<double> values)
    {
        var i = 0;
        var largest = new Vector<double>(double.MaxValue);
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            if (!Vector.LessThanOrEqualAll(Vector.Abs(new Vector<double>(values[i..])), largest)) return true;
        }

        for (; i < values.Length; i++)
        {
            if (double.IsInfinity(values[i])) return true;
        }

        return false;
    }
}
