using System.Numerics.Tensors;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Frames;

/// <summary>A site's design matrix on its complete cases: columns (x - centre) / half range, so every entry lies in [-1, 1].</summary>
public sealed class Design
{
    /// <summary>Rows that a factor of a product is read in.</summary>
    private const int Block = 256;

    private Design(int rows, ScaledColumn[] columns)
    {
        Rows = rows;
        Columns = columns;
    }

    public int Rows { get; }

    /// <summary><see cref="Rows"/> values a column.</summary>
    public ScaledColumn[] Columns { get; }

    /// <summary>The design of a run, computed once.</summary>
    public static Design Of(ModelFrame frame, SiteRun run) => run.Derived("design", () =>
    {
        var site = SiteFrame.Of(frame.Variables, run);
        var columns = new ScaledColumn[frame.Columns.Count];
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

    private static ScaledColumn Scaled(DesignColumn column, SiteFrame site)
    {
        if (column.Parts is [{ Level: < 0 } only]) return new ScaledColumn(site.Held(only.Column), column.Centre, column.HalfRange);
        var product = new double[site.Rows];
        Array.Fill(product, 1);
        foreach (var part in column.Parts) Multiply(product, site.Held(part.Column), part.Level);
        return new ScaledColumn(new DoubleValues(product), column.Centre, column.HalfRange);
    }

    private static void Multiply(double[] result, ColumnValues values, int level)
    {
        Span<double> buffer = stackalloc double[Block];
        for (var start = 0; start < result.Length; start += Block)
        {
            var target = result.AsSpan(start, Math.Min(Block, result.Length - start));
            var rows = values.Rows(start, buffer[..target.Length]);
            if (level < 0) TensorPrimitives.Multiply(target, rows, target);
            else for (var i = 0; i < target.Length; i++) target[i] *= rows[i] == level ? 1 : 0;
        }
    }
}
