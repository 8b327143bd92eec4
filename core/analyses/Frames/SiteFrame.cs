using System.Runtime.InteropServices;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Frames;

/// <summary>A site's complete cases: evaluated columns without missing rows.</summary>
public sealed class SiteFrame
{
    private readonly Dictionary<CompiledExpression, double[]> _values;

    private SiteFrame(int rows, Dictionary<CompiledExpression, double[]> values)
    {
        Rows = rows;
        _values = values;
    }

    /// <summary>Complete cases at this site.</summary>
    public int Rows { get; }

    /// <summary>Values of a column of the frame on the complete cases.</summary>
    public double[] Values(CompiledExpression column) => _values[column];

    /// <summary>The complete cases of a run, computed once.</summary>
    public static SiteFrame Of(FrameVariables variables, SiteRun run) => run.Derived("frame", () => Evaluate(variables, run));

    /// <summary>The site's tally of <see cref="FrameStep"/>.</summary>
    public static Tally Sum(FrameStep step, SiteRun run) => Of(step.Variables, run).Count(step, run);

    private static SiteFrame Evaluate(FrameVariables variables, SiteRun run)
    {
        var columns = variables.Columns.Distinct(ReferenceEqualityComparer.Instance).Cast<CompiledExpression>().ToArray();
        // One after the other: a source need not take several callers at once.
        var raw = columns.Select(c => c.Evaluate(run)).ToArray();
        var gaps = new bool[columns.Length];
        Parallel.For(0, columns.Length, c => gaps[c] = ColumnScan.HasMissing(raw[c].Span));
        var complete = CompleteRows(run.Rows, [.. raw.Where((_, c) => gaps[c])]);
        var taken = new double[columns.Length][];
        Parallel.For(0, columns.Length, c => taken[c] = complete is null ? Whole(raw[c]) : Take(raw[c].Span, complete));
        var values = new Dictionary<CompiledExpression, double[]>(ReferenceEqualityComparer.Instance);
        for (var c = 0; c < columns.Length; c++) values[columns[c]] = taken[c];
        return new SiteFrame(complete?.Length ?? run.Rows, values);
    }

    private Tally Count(FrameStep step, SiteRun run)
    {
        var tally = new Tally(step.Layout);
        tally.Block("rows")[0] = run.Rows;
        tally.Block("complete")[0] = Rows;
        tally.Block("infinite")[0] = InfiniteRows();
        var factors = step.Variables.Factors;
        for (var f = 0; f < factors.Count; f++)
        {
            var counts = tally.Block($"levels {f}");
            foreach (var level in _values[factors[f].Columns[0]]) counts[(int)level]++;
        }

        return tally;
    }

    private int InfiniteRows()
    {
        double[][] suspects = [.. _values.Values.AsParallel().Where(v => ColumnScan.HasInfinite(v))];
        return suspects.Length == 0 ? 0 : Enumerable.Range(0, Rows).Count(i => suspects.Any(v => double.IsInfinity(v[i])));
    }

    /// <summary>Rows without a gap in any of the columns; null where no column has one.</summary>
    private static int[]? CompleteRows(int rows, ReadOnlyMemory<double>[] columns)
    {
        if (columns.Length == 0) return null;
        var missing = new bool[rows];
        foreach (var column in columns)
        {
            var values = column.Span;
            for (var i = 0; i < missing.Length; i++) missing[i] |= double.IsNaN(values[i]);
        }

        var complete = new int[rows - missing.AsSpan().Count(true)];
        for (int i = 0, next = 0; i < missing.Length; i++)
        {
            if (!missing[i]) complete[next++] = i;
        }

        return complete;
    }

    /// <summary>The column itself where it is an array of its own, else a copy; nobody writes to it.</summary>
    private static double[] Whole(ReadOnlyMemory<double> column) =>
        MemoryMarshal.TryGetArray(column, out var segment) && segment.Offset == 0 && segment.Array!.Length == segment.Count ? segment.Array : column.ToArray();

    private static double[] Take(ReadOnlySpan<double> source, int[] rows)
    {
        var result = new double[rows.Length];
        for (var i = 0; i < result.Length; i++) result[i] = source[rows[i]];
        return result;
    }
}
