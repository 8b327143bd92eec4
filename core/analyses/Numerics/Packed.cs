namespace FedOnco.Analyses.Numerics;

/// <summary>The lower triangle of a symmetric matrix, row by row.</summary>
public static class Packed
{
    public static int Length(int size) => size * (size + 1) / 2;

    /// <summary>Of a symmetric matrix, size x size.</summary>
    public static double[] Pack(ReadOnlySpan<double> full, int size)
    {
        var packed = new double[Length(size)];
        for (int i = 0, next = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++) packed[next++] = full[(i * size) + j];
        }

        return packed;
    }

    /// <summary>size x size, row-major.</summary>
    public static double[] Unpack(ReadOnlySpan<double> packed, int size)
    {
        var full = new double[size * size];
        var next = 0;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                full[(i * size) + j] = packed[next];
                full[(j * size) + i] = packed[next++];
            }
        }

        return full;
    }
}
