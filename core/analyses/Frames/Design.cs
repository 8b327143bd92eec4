using System.Numerics.Tensors;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Frames;

/// <summary>A site's design matrix on its complete cases: columns (x - centre) / half range, so every entry lies in [-1, 1].</summary>
public sealed class Design
{
    private Design(int rows, double[][] columns)
    {
        Rows = rows;
        Columns = columns;
    }

    public int Rows { get; }

    /// <summary>One array of <see cref="Rows"/> scaled values a column.</summary>
    public double[][] Columns { get; }

    /// <summary>The design of a run, computed once.</summary>
    public static Design Of(ModelFrame frame, SiteRun run) => run.Derived("design", () =>
    {
        var site = SiteFrame.Of(frame.Variables, run);
        var columns = new double[frame.Columns.Count][];
        Parallel.For(0, columns.Length, c => columns[c] = Scaled(frame.Columns[c], site));
        return new Design(site.Rows, columns);
    });

    /// <summary>Sum of the offsets of every row.</summary>
    public static double[] Offset(FrameVariables variables, SiteFrame site)
    {
        var sum = new double[site.Rows];
        foreach (var offset in variables.Terms.Offsets)
        {
            var values = site.Values(offset);
            for (var i = 0; i < sum.Length; i++) sum[i] += values[i];
        }

        return sum;
    }

    private static double[] Scaled(DesignColumn column, SiteFrame site)
    {
        var result = new double[site.Rows];
        if (column.Parts is [{ Level: < 0 } only])
        {
            Scale(site.Values(only.Column), column, result);
            return result;
        }

        Array.Fill(result, 1);
        foreach (var part in column.Parts) Multiply(result, site.Values(part.Column), part.Level);
        Scale(result, column, result);
        return result;
    }

    /// <summary>Piece by piece, so that what was read once is still at hand.</summary>
    private static void Scale(double[] values, DesignColumn column, double[] result)
    {
        const int piece = 1024;
        for (var at = 0; at < result.Length; at += piece)
        {
            var length = Math.Min(piece, result.Length - at);
            var target = result.AsSpan(at, length);
            TensorPrimitives.Subtract(values.AsSpan(at, length), column.Centre, target);
            TensorPrimitives.Divide(target, column.HalfRange, target);
        }
    }

    private static void Multiply(double[] result, double[] values, int level)
    {
        if (level < 0) TensorPrimitives.Multiply(result, values, result);
        else for (var i = 0; i < result.Length; i++) result[i] *= values[i] == level ? 1 : 0;
    }
}
