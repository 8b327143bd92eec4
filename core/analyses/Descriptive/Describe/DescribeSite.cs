using System.Runtime.ExceptionServices;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>The site's part of describe().</summary>
public sealed class DescribeSite : ISitePart
{
    // 256 MiB for 32 columns.
    private const int MostKeptRows = 1 << 20;

    public Tally Sum(StudyContext context, Step step, SiteRun run)
    {
        if (step is DescribeCountsStep counts) return counts.Sum(context.Dataset.PatientKey, run);
        var round = (DescribeStep)step;
        var groups = round.Question.GroupsOf(run);
        var tally = new Tally(step.Layout);
        if (round.Centres is null)
        {
            var rows = tally.Block("rows");
            foreach (var group in groups) rows[group]++;
        }

        var search = round.Search.GroupBy(s => s.Variable).ToDictionary(g => g.Key, g => g.ToArray());
        try
        {
            // A column at a time on each core, each in its own part of the tally: all of them need not be in memory at once.
            Parallel.For(0, round.Question.Variables.Count, v => Add(round, v, search.GetValueOrDefault(v), groups, run, tally));
        }
        catch (AggregateException several) when (several.InnerException is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return tally;
    }

    private static void Add(DescribeStep round, int number, SearchInterval[]? wanted, int[] groups, SiteRun run, Tally tally)
    {
        var variable = round.Question.Variables[number];
        var cells = round.Question.Groups.Cells;
        if (round.Centres is not null && wanted is null && (variable.IsFactor || !round.Moments)) return;
        var values = ValuesOf(variable, number, run).Span;
        var levels = round.Question.Variables.Take(number).Sum(other => other.Levels.Count);
        if (round.Centres is null) Count(values, groups, tally, number, variable.Levels.Count, levels * cells, cells);
        if (!variable.IsFactor && round.Moments) Power(round, values, groups, tally, number);
        if (wanted is not null) Bins(round, wanted, values, groups, tally);
    }

    /// <summary>Kept for the next rounds where all of them are small; a plain variable is the source's own.</summary>
    private static ReadOnlyMemory<double> ValuesOf(ModelVariable variable, int number, SiteRun run) => run.Rows > MostKeptRows
        ? variable.Columns[0].Evaluate(run)
        : run.Derived($"values {number}", () => new Column(variable.Columns[0].Evaluate(run))).Values;

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

    private static void Bins(DescribeStep round, SearchInterval[] wanted, ReadOnlySpan<double> values, int[] groups, Tally tally)
    {
        var bins = tally.Block("bins");
        var order = new ValueOrder(round.Question.Variables[wanted[0].Variable].Columns[0].Type, round.IsCoarse);
        var byGroup = Place(wanted, round.Search.TakeWhile(s => s != wanted[0]).Sum(s => s.Bins), round.Question.Groups.Cells);
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]) || byGroup[groups[i]] is not { } intervals) continue;
            var index = order.IndexOf(values[i]);
            foreach (var stretch in intervals)
            {
                // Most values lie in no stretch: a comparison tells, without the division.
                var from = index - stretch.Start;
                if (from < stretch.Length) bins[stretch.Offset + (int)(from / stretch.Width)]++;
            }
        }
    }

    /// <summary>The intervals of each group with the place of their first bin.</summary>
    private static Stretch[]?[] Place(SearchInterval[] wanted, int start, int cells)
    {
        var byGroup = new List<Stretch>?[cells];
        foreach (var interval in wanted)
        {
            (byGroup[interval.Group] ??= []).Add(new Stretch(interval.Start, interval.Width * (ulong)interval.Bins, interval.Width, start));
            start += interval.Bins;
        }

        return Array.ConvertAll(byGroup, g => g?.ToArray());
    }

    /// <summary>An interval with the place of its first bin. A value before its start wraps around to far behind its end.</summary>
    private readonly record struct Stretch(ulong Start, ulong Length, ulong Width, int Offset);

    private sealed record Column(ReadOnlyMemory<double> Values);
}
