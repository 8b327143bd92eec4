using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>The site's part of describe().</summary>
public sealed class DescribeSite : ISitePart
{
    public Tally Sum(StudyContext context, Step step, SiteRun run)
    {
        if (step is DescribeCountsStep counts) return counts.Sum(context.Dataset.PatientKey, run);
        var round = (DescribeStep)step;
        var groups = run.Derived("groups " + string.Join('+', round.Question.Groups.Names), () => round.Question.Groups.Assign(run));
        var tally = new Tally(step.Layout);
        if (round.Centres is null)
        {
            var rows = tally.Block("rows");
            foreach (var group in groups) rows[group]++;
        }

        var levels = 0;
        for (var v = 0; v < round.Question.Variables.Count; v++)
        {
            var variable = round.Question.Variables[v];
            var values = run.Derived($"values {v}", () => new Column(variable.Columns[0].Evaluate(run))).Values.Span;
            if (round.Centres is null) Count(values, groups, tally, v, variable.Levels.Count, levels * round.Question.Groups.Cells, round.Question.Groups.Cells);
            if (!variable.IsFactor && round.Moments) Power(round, values, groups, tally, v);
            levels += variable.Levels.Count;
        }

        Bins(round, run, groups, tally);
        return tally;
    }

    private static void Count(ReadOnlySpan<double> values, int[] groups, Tally tally, int variable, int levels, int offset, int cells)
    {
        Span<double> known = tally.Block("known").Slice(variable * cells, cells), counts = tally.Block("levels");
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) continue;
            known[groups[i]]++;
            if (levels > 0) counts[offset + (groups[i] * levels) + (int)values[i]]++;
        }
    }

    private static void Power(DescribeStep round, ReadOnlySpan<double> values, int[] groups, Tally tally, int variable)
    {
        var cells = round.Question.Groups.Cells;
        var scale = Scale.Of(round.Question.Variables[variable].Columns[0].Type);
        var sum = tally.Block("sum").Slice(variable * cells, cells);
        var centred = round.Centres is not null;
        Span<double> squares = centred ? tally.Block("squares").Slice(variable * cells, cells) : [];
        Span<double> cubes = centred ? tally.Block("cubes").Slice(variable * cells, cells) : [];
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) continue;
            var g = groups[i];
            if (round.Hidden?[(variable * cells) + g] == true) continue;
            var x = scale.Down(values[i]) - (centred ? round.Centres![(variable * cells) + g] : 0);
            sum[g] += x;
            if (!centred) continue;
            squares[g] += x * x;
            cubes[g] += x * x * x;
        }
    }

    private static void Bins(DescribeStep round, SiteRun run, int[] groups, Tally tally)
    {
        var bins = tally.Block("bins");
        var start = 0;
        foreach (var wanted in round.Search.GroupBy(s => s.Variable).Select(g => g.ToArray()))
        {
            var variable = round.Question.Variables[wanted[0].Variable];
            var order = new ValueOrder(variable.Columns[0].Type, round.IsCoarse);
            var values = run.Derived($"values {wanted[0].Variable}", () => new Column(variable.Columns[0].Evaluate(run))).Values.Span;
            var byGroup = Place(wanted, start, round.Question.Groups.Cells);
            for (var i = 0; i < values.Length; i++)
            {
                if (double.IsNaN(values[i]) || byGroup[groups[i]] is not { } intervals) continue;
                var index = order.IndexOf(values[i]);
                foreach (var (interval, offset) in intervals)
                {
                    if (index < interval.Start) continue;
                    var bin = (index - interval.Start) / interval.Width;
                    if (bin < (ulong)interval.Bins) bins[offset + (int)bin]++;
                }
            }

            start += wanted.Sum(w => w.Bins);
        }
    }

    /// <summary>The intervals of each group with the place of their first bin.</summary>
    private static List<(SearchInterval Interval, int Offset)>?[] Place(SearchInterval[] wanted, int start, int cells)
    {
        var byGroup = new List<(SearchInterval, int)>?[cells];
        foreach (var interval in wanted)
        {
            (byGroup[interval.Group] ??= []).Add((interval, start));
            start += interval.Bins;
        }

        return byGroup;
    }

    private sealed record Column(ReadOnlyMemory<double> Values);
}
