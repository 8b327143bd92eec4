using FedOnco.Analyses.Disclosure.Suppression;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>A row a group and variable; for a factor a row a level that occurs in the cohort.</summary>
public sealed class DescribeReport : IReport<DescribeTotals>
{
    public Result Report(StudyContext context, DescribeTotals totals)
    {
        var rows = Rows(totals).ToList();
        var names = totals.Question.Groups.Names;
        var levels = rows.Select(r => totals.Question.Groups.Levels(r.Group)).ToList();
        var table = new TableBuilder();
        for (var v = 0; v < names.Count; v++) table.Texts(names[v], levels.Select(l => l[v]));
        table.Texts("variable", rows.Select(r => r.Variable)).Texts("level", rows.Select(r => r.Level))
            .Numbers("n", rows.Select(r => r.N)).Numbers("n.missing", rows.Select(r => r.Missing)).Numbers("proportion", rows.Select(r => r.Proportion))
            .Numbers("mean", rows.Select(r => r.Mean)).Numbers("sd", rows.Select(r => r.Sd))
            .Numbers("median", rows.Select(r => r.Quartiles[1])).Numbers("q1", rows.Select(r => r.Quartiles[0])).Numbers("q3", rows.Select(r => r.Quartiles[2]))
            .Numbers("skewness", rows.Select(r => r.Skewness));
        var states = rows.Select(r => r.State).ToList();
        var result = new Result { Tidy = table.Suppressed(states).Build() }.With("n", totals.Rows.Sum()).Suppress(states, "n", "n.missing", "proportion", "mean", "sd", "median", "q1", "q3", "skewness");
        result.Notes.AddRange(GridNote.Of(totals.Question, totals.Errors));
        return result;
    }

    private static IEnumerable<DescribeRow> Rows(DescribeTotals totals)
    {
        var cells = totals.Question.Groups.Cells;
        for (var g = 0; g < cells; g++)
        {
            if (totals.Rows[g] == 0 && totals.Mask.Groups[g] is CellState.Shown or CellState.Absent) continue;
            var offset = 0;
            for (var v = 0; v < totals.Question.Variables.Count; v++)
            {
                var variable = totals.Question.Variables[v];
                if (variable.IsFactor)
                {
                    foreach (var row in LevelRows(totals, v, g, offset)) yield return row;
                    offset += variable.Levels.Count * cells;
                }
                else
                {
                    yield return NumberRow(totals, v, g);
                }
            }
        }
    }

    private static IEnumerable<DescribeRow> LevelRows(DescribeTotals totals, int v, int g, int offset)
    {
        var variable = totals.Question.Variables[v];
        var cells = totals.Question.Groups.Cells;
        var known = totals.Known[(v * cells) + g];
        for (var level = 0; level < variable.Levels.Count; level++)
        {
            var l = level;
            var state = totals.Mask.Of(v, g, level, variable.Levels.Count);
            if (state is CellState.Primary or CellState.Secondary)
            {
                yield return Hidden(g, variable.Text, variable.Levels[level], state);
                continue;
            }

            if (Enumerable.Range(0, cells).All(c => totals.Levels[offset + (c * variable.Levels.Count) + l] == 0)) continue;
            var n = totals.Levels[offset + (g * variable.Levels.Count) + level];
            yield return new DescribeRow(g, variable.Text, variable.Levels[level], n, totals.Rows[g] - known, n / known, double.NaN, double.NaN, [double.NaN, double.NaN, double.NaN], double.NaN);
        }
    }

    private static DescribeRow NumberRow(DescribeTotals totals, int v, int g)
    {
        var i = (v * totals.Question.Groups.Cells) + g;
        var state = totals.Mask.Of(v, g, 0, 0);
        if (state is CellState.Primary or CellState.Secondary) return Hidden(g, totals.Question.Variables[v].Text, null, state);
        var n = totals.Known[i];
        var spread = totals.Squares[i] / n;
        var skewness = totals.Cubes[i] / n / (spread * Math.Sqrt(spread));
        return new DescribeRow(g, totals.Question.Variables[v].Text, null, n, totals.Rows[g] - n, double.NaN, n > 0 ? totals.Mean[i] : double.NaN, n > 1 ? Math.Sqrt(totals.Squares[i] / (n - 1)) : double.NaN, totals.Quartiles[i], skewness);
    }

    private static DescribeRow Hidden(int group, string variable, string? level, CellState state) =>
        new(group, variable, level, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, [double.NaN, double.NaN, double.NaN], double.NaN, state);

    private sealed record DescribeRow(int Group, string Variable, string? Level, double N, double Missing, double Proportion, double Mean, double Sd, double[] Quartiles, double Skewness, CellState State = CellState.Shown);
}
