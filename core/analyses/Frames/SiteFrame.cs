using System.Runtime.InteropServices;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Frames;

/// <summary>A site's complete cases: evaluated columns without missing rows.</summary>
public sealed class SiteFrame
{
    private readonly Dictionary<CompiledExpression, double[]> _values;

    // Columns that had values missing or infinite before the complete cases were taken.
    private readonly double[][] _suspects;

    private SiteFrame(int rows, Dictionary<CompiledExpression, double[]> values, long[]? counts, long cohort, double[][] suspects)
    {
        _suspects = suspects;
        Rows = rows;
        _values = values;
        Counts = counts;
        Cohort = cohort;
    }

    /// <summary>Complete cases at this site; combinations of values where it is a frame of counts.</summary>
    public int Rows { get; }

    /// <summary>How many complete cases each row stands for; null where it is one.</summary>
    public long[]? Counts { get; }

    /// <summary>Rows of the cohort.</summary>
    private long Cohort { get; }

    /// <summary>Values of a column of the frame on the complete cases.</summary>
    public double[] Values(CompiledExpression column) => _values[column];

    /// <summary>The complete cases of a run, computed once.</summary>
    public static SiteFrame Of(FrameVariables variables, SiteRun run) => run.Derived("frame", () => Evaluate(variables, run));

    /// <summary>The complete cases counted by their values where an engine does that; otherwise as they are. For analyses that only count.</summary>
    public static SiteFrame OfCounts(FrameVariables variables, SiteRun run) => run.Derived("frame of counts", () =>
    {
        var columns = ColumnsOf(variables);
        return run.Combine(columns, patients: false) is { } found ? Complete(columns, [.. found.Values.Select(v => (ReadOnlyMemory<double>)v)], new bool[columns.Length], found.Rows, found.Count) : Of(variables, run);
    });

    /// <summary>How many cases a row stands for.</summary>
    public long CountOf(int row) => Counts is null ? 1 : Counts[row];

    /// <summary>The site's tally of <see cref="FrameStep"/>.</summary>
    public static Tally Sum(FrameStep step, SiteRun run) => Of(step.Variables, run).Count(step);

    /// <summary>The same for analyses that only count.</summary>
    public static Tally SumCounts(FrameStep step, SiteRun run) => OfCounts(step.Variables, run).Count(step);

    private static SiteFrame Evaluate(FrameVariables variables, SiteRun run)
    {
        var columns = ColumnsOf(variables);
        // One after the other: a source need not take several callers at once.
        return Complete(columns, [.. columns.Select(c => c.Evaluate(run))], [.. columns.Select(c => IsKnownFinite(c, run))], null, run.Rows);
    }

    private static CompiledExpression[] ColumnsOf(FrameVariables variables) => [.. variables.Columns.Distinct(ReferenceEqualityComparer.Instance).Cast<CompiledExpression>()];

    /// <summary>A plain variable that has a value in every row of the dataset.</summary>
    private static bool IsKnownFinite(CompiledExpression column, SiteRun run) => column.Source is { KindCase: Expression.KindOneofCase.Variable } plain && plain.Variable != "site" && run.IsFinite(plain.Variable);

    /// <summary>The rows without a missing value.</summary>
    /// <param name="columns">Of the frame.</param>
    /// <param name="raw">Their values.</param>
    /// <param name="finite">Columns that are known to have neither missing nor infinite values.</param>
    /// <param name="counts">How many cases each row stands for; null where it is one.</param>
    /// <param name="rows">Rows of the cohort.</param>
    private static SiteFrame Complete(CompiledExpression[] columns, ReadOnlyMemory<double>[] raw, bool[] finite, long[]? counts, int rows)
    {
        bool[] odd = new bool[columns.Length], gaps = new bool[columns.Length];
        Parallel.For(0, columns.Length, c => gaps[c] = (odd[c] = !finite[c] && !ColumnScan.IsFinite(raw[c].Span)) && ColumnScan.HasMissing(raw[c].Span));
        var complete = CompleteRows(rows, [.. raw.Where((_, c) => gaps[c])]);
        var taken = new double[columns.Length][];
        Parallel.For(0, columns.Length, c => taken[c] = complete is null ? Whole(raw[c]) : Take(raw[c].Span, complete));
        var values = new Dictionary<CompiledExpression, double[]>(ReferenceEqualityComparer.Instance);
        for (var c = 0; c < columns.Length; c++) values[columns[c]] = taken[c];
        return new SiteFrame(complete?.Length ?? rows, values, counts is null || complete is null ? counts : [.. complete.Select(i => counts[i])], counts?.Sum() ?? rows, [.. taken.Where((_, c) => odd[c])]);
    }

    private Tally Count(FrameStep step)
    {
        var tally = new Tally(step.Layout);
        tally.Block("rows")[0] = Cohort;
        tally.Block("complete")[0] = Counts?.Sum() ?? Rows;
        tally.Block("infinite")[0] = InfiniteRows();
        var factors = step.Variables.Factors;
        for (var f = 0; f < factors.Count; f++)
        {
            var found = CountsOf(_values[factors[f].Columns[0]], factors[f].Levels.Count);
            var counts = tally.Block($"levels {f}");
            for (var level = 0; level < found.Length; level++) counts[level] = found[level];
        }

        return tally;
    }

    private long[] CountsOf(double[] levels, int most)
    {
        var found = new long[most];
        if (Counts is null)
        {
            foreach (var level in levels) found[(int)level]++;
        }
        else
        {
            for (var i = 0; i < levels.Length; i++) found[(int)levels[i]] += Counts[i];
        }

        return found;
    }

    private long InfiniteRows()
    {
        double[][] suspects = [.. _suspects.Where(v => ColumnScan.HasInfinite(v))];
        return suspects.Length == 0 ? 0 : Enumerable.Range(0, Rows).Where(i => suspects.Any(v => double.IsInfinity(v[i]))).Sum(CountOf);
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
