namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>
/// Finds order statistics of every variable and group at once: each round counts values in the bins that still hold a wanted
/// rank, until a bin is a single value.
/// </summary>
internal sealed class QuartileSearch
{
    private const int MostBins = 1 << 17;

    private readonly ValueOrder?[] _orders;
    private readonly List<Target> _targets = [];
    private List<SearchInterval> _intervals = [];

    /// <param name="question">Variables and groups.</param>
    /// <param name="on">Without it nothing is searched.</param>
    /// <param name="coarse">Whether classes of a grid are searched instead of single values.</param>
    /// <param name="isHidden">Variables and groups of which nothing is asked.</param>
    public QuartileSearch(DescribeQuestion question, bool on, bool coarse, Func<int, int, bool> isHidden)
    {
        IsOn = on;
        IsCoarse = coarse;
        _orders = [.. question.Variables.Select(v => v.IsFactor ? null : new ValueOrder(v.Columns[0].Type, coarse))];
        for (var v = 0; v < _orders.Length && on; v++)
        {
            for (var g = 0; g < question.Groups.Cells && _orders[v] is not null; g++)
            {
                if (!isHidden(v, g)) _intervals.Add(Cut(v, g, 0, _orders[v]!.Last, Math.Max(2, MostBins / Math.Max(1, _orders.Length * question.Groups.Cells))));
            }
        }
    }

    public bool IsOn { get; }

    public bool IsCoarse { get; }

    /// <summary>How far a value of this variable can be from the true one.</summary>
    /// <remarks>The middle of a class, rounded to the variable's step.</remarks>
    public double ErrorOf(int variable) => _orders[variable] is { ClassWidth: > 0 } order ? order.Middle + (order.Step / 2) : 0;

    /// <summary>What the next round counts; empty when all ranks are found.</summary>
    public IReadOnlyList<SearchInterval> Next => _intervals;

    /// <summary>The value of a rank (from 0) that was asked for.</summary>
    public double ValueAt(int variable, int group, double rank)
    {
        var target = _targets.Find(t => t.Variable == variable && t.Group == group && t.Rank == rank);
        return target?.Found is { } found ? _orders[variable]!.ValueOf(found) : double.NaN;
    }

    /// <summary>Asks for the ranks j and j + 1 around each quartile of a group with n values.</summary>
    public void Want(int variable, int group, double n)
    {
        foreach (var p in (ReadOnlySpan<double>)[0.25, 0.5, 0.75])
        {
            var below = Math.Floor((n - 1) * p);
            WantRank(variable, group, below);
            WantRank(variable, group, Math.Min(below + 1, n - 1));
        }
    }

    /// <summary>Asks for one rank, from 0.</summary>
    public void WantRank(int variable, int group, double rank)
    {
        if (!_targets.Exists(t => t.Variable == variable && t.Group == group && t.Rank == rank)) _targets.Add(new Target(variable, group, rank));
    }

    /// <summary>Takes the counts of the round that <see cref="Next"/> asked for.</summary>
    public void Take(ReadOnlySpan<double> bins)
    {
        var start = 0;
        foreach (var interval in _intervals)
        {
            var counts = bins.Slice(start, interval.Bins);
            start += interval.Bins;
            foreach (var target in _targets.Where(t => t.Found is null && t.Variable == interval.Variable && t.Group == interval.Group && t.Start == interval.Start))
                Narrow(target, interval, counts);
        }

        var open = _targets.Where(t => t.Found is null).Select(t => (t.Variable, t.Group, t.Start, t.Last)).Distinct().ToList();
        var share = Math.Max(2, MostBins / Math.Max(1, open.Count));
        _intervals = [.. open.OrderBy(o => o.Variable).ThenBy(o => o.Group).ThenBy(o => o.Start).Select(o => Cut(o.Variable, o.Group, o.Start, o.Last, share))];
    }

    private static void Narrow(Target target, SearchInterval interval, ReadOnlySpan<double> counts)
    {
        var below = target.Below;
        for (var b = 0; b < counts.Length; b++)
        {
            if (below + counts[b] > target.Rank)
            {
                target.Below = below;
                target.Start = interval.Start + ((ulong)b * interval.Width);
                target.Last = target.Start + interval.Width - 1;
                if (interval.Width == 1) target.Found = target.Start;
                return;
            }

            below += counts[b];
        }
    }

    private static SearchInterval Cut(int variable, int group, ulong start, ulong last, int most)
    {
        var span = last - start;
        var width = (span / (ulong)most) + 1;
        return new SearchInterval(variable, group, start, width, (int)(span / width) + 1);
    }

    /// <summary>A wanted rank and the stretch it is known to lie in.</summary>
    private sealed class Target(int variable, int group, double rank)
    {
        public int Variable => variable;

        public int Group => group;

        public double Rank => rank;

        public ulong Start { get; set; }

        public ulong Last { get; set; }

        /// <summary>Values below the stretch.</summary>
        public double Below { get; set; }

        public ulong? Found { get; set; }
    }
}
