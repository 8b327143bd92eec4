namespace FedOnco.Analyses.Survival.Cox;

/// <summary>
/// The comparable pairs of one stratum: i dies at t while j is at risk and outlives it; a censoring at t counts as later.
/// Two sweeps over time with a count by rank of score: n log n, not quadratic.
/// </summary>
internal sealed class ComparablePairs
{
    private readonly CoxSiteData _data;
    private readonly int[] _rows;
    private readonly int[] _rank;
    private readonly RankCounter _counter;

    /// <param name="data">Times and events of the site.</param>
    /// <param name="rows">Rows of the stratum.</param>
    /// <param name="score">Score of every row of the site.</param>
    public ComparablePairs(CoxSiteData data, int[] rows, ReadOnlySpan<double> score)
    {
        _data = data;
        _rows = rows;
        (_rank, var ranks) = Ranks(rows, score);
        _counter = new RankCounter(ranks);
    }

    public double Concordant { get; private set; }

    public double Discordant { get; private set; }

    public double Tied { get; private set; }

    /// <summary>Adds every patient's concordant pairs (ties half) and all his pairs.</summary>
    public void Count(double[] good, double[] all)
    {
        SweepEvents(good, all);
        SweepOthers(good, all);
    }

    /// <summary>Backwards in time: each death against those at risk.</summary>
    private void SweepEvents(double[] good, double[] all)
    {
        var byStop = Order(p => -_data.Stop[_rows[p]]);
        var byStart = _data.Start is null ? [] : Order(p => -_data.Start[_rows[p]]);
        var left = 0;
        for (var from = 0; from < byStop.Length;)
        {
            var time = _data.Stop[_rows[byStop[from]]];
            var to = from;
            while (to < byStop.Length && _data.Stop[_rows[byStop[to]]] == time) to++;
            foreach (var p in byStop.AsSpan(from, to - from))
            {
                if (!_data.Event[_rows[p]]) _counter.Add(_rank[p], Weight(p));
            }

            for (; left < byStart.Length && _data.Start![_rows[byStart[left]]] >= time; left++) _counter.Add(_rank[byStart[left]], -Weight(byStart[left]));
            foreach (var p in byStop.AsSpan(from, to - from))
            {
                if (_data.Event[_rows[p]]) Take(p, good, all);
            }

            foreach (var p in byStop.AsSpan(from, to - from))
            {
                if (_data.Event[_rows[p]]) _counter.Add(_rank[p], Weight(p));
            }

            from = to;
        }

        // What was not removed by its start is still counted: the next sweep begins empty.
        _counter.Clear();
    }

    private void Take(int p, double[] good, double[] all)
    {
        double lower = _counter.Below(_rank[p]), tied = _counter.Below(_rank[p] + 1) - lower, higher = _counter.Count - lower - tied, weight = Weight(p);
        Concordant += weight * lower;
        Discordant += weight * higher;
        Tied += weight * tied;
        good[_rows[p]] += lower + (0.5 * tied);
        all[_rows[p]] += _counter.Count;
    }

    /// <summary>Forwards in time: each patient against the deaths while he was at risk.</summary>
    private void SweepOthers(double[] good, double[] all)
    {
        // At one time: those who die are asked before the deaths count, censorings and entries after.
        var moments = new List<(double Time, int Phase, int Position, int Sign)>(3 * _rows.Length);
        for (var p = 0; p < _rows.Length; p++)
        {
            var row = _rows[p];
            moments.Add((_data.Stop[row], _data.Event[row] ? 0 : 2, p, 1));
            if (_data.Event[row]) moments.Add((_data.Stop[row], 1, p, 0));
            if (_data.Start is { } start) moments.Add((start[row], 2, p, -1));
        }

        moments.Sort((a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Phase != b.Phase ? a.Phase.CompareTo(b.Phase) : a.Position.CompareTo(b.Position));
        foreach (var (_, phase, p, sign) in moments)
        {
            if (phase == 1)
            {
                _counter.Add(_rank[p], Weight(p));
                continue;
            }

            double lower = _counter.Below(_rank[p]), tied = _counter.Below(_rank[p] + 1) - lower;
            good[_rows[p]] += sign * (_counter.Count - lower - tied + (0.5 * tied));
            all[_rows[p]] += sign * _counter.Count;
        }
    }

    private double Weight(int position) => _data.Weight(_rows[position]);

    private int[] Order(Func<int, double> key)
    {
        var order = Enumerable.Range(0, _rows.Length).ToArray();
        var keys = order.Select(key).ToArray();
        Array.Sort(keys, order);
        return order;
    }

    /// <summary>Scores that differ by rounding only have one rank.</summary>
    private static (int[] Rank, int Ranks) Ranks(int[] rows, ReadOnlySpan<double> score)
    {
        var order = Enumerable.Range(0, rows.Length).ToArray();
        var keys = new double[rows.Length];
        for (var p = 0; p < rows.Length; p++) keys[p] = score[rows[p]];
        Array.Sort(keys, order);
        var rank = new int[rows.Length];
        var ranks = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (i > 0 && keys[i] - keys[i - 1] > 1e-12 * Math.Max(1, Math.Abs(keys[i]))) ranks++;
            rank[order[i]] = ranks;
        }

        return (rank, ranks + 1);
    }
}
