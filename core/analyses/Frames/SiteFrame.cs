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
        var raw = columns.Select(c => c.Evaluate(run)).ToArray();
        var complete = new List<int>(run.Rows);
        for (var i = 0; i < run.Rows; i++)
        {
            if (!IsMissing(raw, i)) complete.Add(i);
        }

        var values = new Dictionary<CompiledExpression, double[]>(ReferenceEqualityComparer.Instance);
        for (var c = 0; c < columns.Length; c++) values[columns[c]] = Take(raw[c].Span, complete);
        return new SiteFrame(complete.Count, values);
    }

    private Tally Count(FrameStep step, SiteRun run)
    {
        var tally = new Tally(step.Layout);
        tally.Block("rows")[0] = run.Rows;
        tally.Block("complete")[0] = Rows;
        tally.Block("infinite")[0] = Enumerable.Range(0, Rows).Count(i => _values.Values.Any(v => double.IsInfinity(v[i])));
        var factors = step.Variables.Factors;
        for (var f = 0; f < factors.Count; f++)
        {
            var counts = tally.Block($"levels {f}");
            foreach (var level in _values[factors[f].Columns[0]]) counts[(int)level]++;
        }

        return tally;
    }

    private static bool IsMissing(ReadOnlyMemory<double>[] raw, int row)
    {
        foreach (var column in raw)
        {
            if (double.IsNaN(column.Span[row])) return true;
        }

        return false;
    }

    private static double[] Take(ReadOnlySpan<double> source, List<int> rows)
    {
        var result = new double[rows.Count];
        for (var i = 0; i < result.Length; i++) result[i] = source[rows[i]];
        return result;
    }
}
