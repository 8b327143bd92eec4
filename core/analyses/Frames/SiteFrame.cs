using System.Collections.Concurrent;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Frames;

/// <summary>A site's complete cases: evaluated columns without missing rows.</summary>
public sealed class SiteFrame
{
    private readonly Dictionary<CompiledExpression, ColumnValues> _held;
    private readonly ConcurrentDictionary<CompiledExpression, double[]> _values = new(ReferenceEqualityComparer.Instance);

    // Columns that had values missing or infinite before the complete cases were taken.
    private readonly ColumnValues[] _suspects;

    private SiteFrame(int rows, Dictionary<CompiledExpression, ColumnValues> held, long[]? counts, long cohort, ColumnValues[] suspects)
    {
        _suspects = suspects;
        Rows = rows;
        _held = held;
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
    public double[] Values(CompiledExpression column) => _values.GetOrAdd(column, c => _held[c].ToArray());

    /// <summary>The same values as they are held: in fewer bytes where the source has them so.</summary>
    public ColumnValues Held(CompiledExpression column) => _held[column];

    /// <summary>The complete cases of a run, computed once.</summary>
    public static SiteFrame Of(FrameVariables variables, SiteRun run) => run.Derived("frame", () => Evaluate(variables, run));

    /// <summary>The complete cases counted by their values where an engine does that; otherwise as they are. For analyses that only count.</summary>
    public static SiteFrame OfCounts(FrameVariables variables, SiteRun run) => run.Derived("frame of counts", () =>
    {
        var columns = ColumnsOf(variables);
        return run.Combine(columns, patients: false) is { } found ? Complete(columns, [.. found.Values.Select(v => new DoubleValues(v))], new bool[columns.Length], found.Rows, found.Count) : Of(variables, run);
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
        var compact = variables.InBlocks.SelectMany(v => v.Columns).Where(IsPlain).ToHashSet(ReferenceEqualityComparer.Instance);
        var raw = new ColumnValues[columns.Length];
        // One after the other: a source need not take several callers at once. First those that are read block by block, so that what a source reads with them is held as they are.
        foreach (var c in Enumerable.Range(0, columns.Length).OrderBy(c => !compact.Contains(columns[c])))
            raw[c] = compact.Contains(columns[c]) ? run.Values(columns[c].Source!.Variable) : new DoubleValues(columns[c].Evaluate(run));
        return Complete(columns, raw, [.. columns.Select(c => IsKnownFinite(c, run))], null, run.Rows);
    }

    private static CompiledExpression[] ColumnsOf(FrameVariables variables) => [.. variables.Columns.Distinct(ReferenceEqualityComparer.Instance).Cast<CompiledExpression>()];

    /// <summary>A plain variable that has a value in every row of the dataset.</summary>
    private static bool IsKnownFinite(CompiledExpression column, SiteRun run) => IsPlain(column) && run.IsFinite(column.Source!.Variable);

    private static bool IsPlain(CompiledExpression column) => column.Source is { KindCase: Expression.KindOneofCase.Variable, Variable: not "site" };

    /// <summary>The rows without a missing value.</summary>
    /// <param name="columns">Of the frame.</param>
    /// <param name="raw">Their values.</param>
    /// <param name="finite">Columns that are known to have neither missing nor infinite values.</param>
    /// <param name="counts">How many cases each row stands for; null where it is one.</param>
    /// <param name="rows">Rows of the cohort.</param>
    private static SiteFrame Complete(CompiledExpression[] columns, ColumnValues[] raw, bool[] finite, long[]? counts, int rows)
    {
        bool[] odd = new bool[columns.Length], gaps = new bool[columns.Length];
        Parallel.For(0, columns.Length, c => gaps[c] = (odd[c] = !finite[c] && !raw[c].IsFinite) && raw[c].HasMissing);
        var complete = CompleteRows(rows, [.. raw.Where((_, c) => gaps[c])]);
        var taken = new ColumnValues[columns.Length];
        Parallel.For(0, columns.Length, c => taken[c] = complete is null ? raw[c] : raw[c].Take(complete));
        var held = new Dictionary<CompiledExpression, ColumnValues>(ReferenceEqualityComparer.Instance);
        for (var c = 0; c < columns.Length; c++) held[columns[c]] = taken[c];
        return new SiteFrame(complete?.Length ?? rows, held, counts is null || complete is null ? counts : [.. complete.Select(i => counts[i])], counts?.Sum() ?? rows, [.. taken.Where((_, c) => odd[c])]);
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
            var found = CountsOf(Values(factors[f].Columns[0]), factors[f].Levels.Count);
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
        double[][] suspects = [.. _suspects.Where(v => v.HasInfinite).Select(v => v.ToArray())];
        return suspects.Length == 0 ? 0 : Enumerable.Range(0, Rows).Where(i => suspects.Any(v => double.IsInfinity(v[i]))).Sum(CountOf);
    }

    /// <summary>Rows without a gap in any of the columns; null where no column has one.</summary>
    private static int[]? CompleteRows(int rows, ColumnValues[] columns)
    {
        if (columns.Length == 0) return null;
        var missing = new bool[rows];
        foreach (var column in columns) column.MarkMissing(missing);
        var complete = new int[rows - missing.AsSpan().Count(true)];
        for (int i = 0, next = 0; i < missing.Length; i++)
        {
            if (!missing[i]) complete[next++] = i;
        }

        return complete;
    }
}
