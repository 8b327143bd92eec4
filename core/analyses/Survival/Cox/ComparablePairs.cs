using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>
/// The comparable pairs of one stratum: i dies at t while j is at risk and outlives it; a censoring at t counts as later.
/// Two sweeps over time with a count by rank of score: not quadratic. Everything is kept in the order of the end of follow-up.
/// </summary>
internal sealed class ComparablePairs
{
    private readonly int[] _row;
    private readonly int[] _stop;
    private readonly int[] _rank;
    private readonly bool[] _event;
    private readonly double[]? _weight;
    private readonly double[]? _timeWeight;
    private readonly (int Time, int Position)[] _entries;
    private readonly double[] _good;
    private readonly double[] _all;
    private readonly RankCounter _counter;

    /// <param name="data">Times and events of the site.</param>
    /// <param name="rows">Rows of the stratum.</param>
    /// <param name="score">Score of every row of the site.</param>
    /// <param name="timeWeight">What the pairs of a death at a point of the lattice count; null for 1.</param>
    public ComparablePairs(CoxSiteData data, int[] rows, double[] score, Func<int, double>? timeWeight = null)
    {
        var order = RadixOrder.Ascending(Array.ConvertAll(rows, r => data.Stop[r]));
        _row = Array.ConvertAll(order, p => rows[p]);
        _stop = Array.ConvertAll(_row, r => data.Stop[r]);
        _event = Array.ConvertAll(_row, r => data.Event[r]);
        _weight = data.Weights is { } weights ? Array.ConvertAll(_row, r => weights[r]) : null;
        _timeWeight = timeWeight is null ? null : Array.ConvertAll(_stop, t => timeWeight(t));
        (_rank, var ranks) = Ranks(Array.ConvertAll(_row, r => score[r]));
        _entries = data.Start is { } start ? [.. RadixOrder.Ascending(Array.ConvertAll(_row, r => start[r])).Select(k => (start[_row[k]], k))] : [];
        _good = new double[rows.Length];
        _all = new double[rows.Length];
        _counter = new RankCounter(ranks);
    }

    public double Concordant { get; private set; }

    public double Discordant { get; private set; }

    public double Tied { get; private set; }

    /// <summary>Fills in every patient's concordant pairs (ties half) and all his pairs, by row of the site.</summary>
    public void Count(double[] good, double[] all)
    {
        SweepEvents();
        SweepOthers();
        for (var k = 0; k < _row.Length; k++) (good[_row[k]], all[_row[k]]) = (_good[k], _all[k]);
    }

    /// <summary>Backwards in time: each death against those at risk.</summary>
    private void SweepEvents()
    {
        var entering = _entries.Length - 1;
        for (var to = _stop.Length; to > 0;)
        {
            var from = to - 1;
            while (from > 0 && _stop[from - 1] == _stop[from]) from--;
            AddAll(from, to, false);
            for (; entering >= 0 && _entries[entering].Time >= _stop[from]; entering--) _counter.Add(_rank[_entries[entering].Position], -Weight(_entries[entering].Position));
            for (var k = from; k < to; k++)
            {
                if (_event[k]) Take(k);
            }

            AddAll(from, to, true);
            to = from;
        }

        // What was not removed by its start is still counted: the next sweep begins empty.
        _counter.Clear();
    }

    private void Take(int k)
    {
        double lower = _counter.Below(_rank[k]), tied = _counter.At(_rank[k]), higher = _counter.Count - lower - tied, count = _timeWeight?[k] ?? 1, weight = count * Weight(k);
        Concordant += weight * lower;
        Discordant += weight * higher;
        Tied += weight * tied;
        _good[k] += count * (lower + (0.5 * tied));
        _all[k] += count * _counter.Count;
    }

    /// <summary>
    /// Forwards in time: each patient against the deaths while he was at risk. At one time those who die are asked before the
    /// deaths count, censorings and entries after.
    /// </summary>
    private void SweepOthers()
    {
        var entering = 0;
        for (var from = 0; from < _stop.Length;)
        {
            var to = from + 1;
            while (to < _stop.Length && _stop[to] == _stop[from]) to++;
            // Entries before this time: no death has come in between.
            for (; entering < _entries.Length && _entries[entering].Time < _stop[from]; entering++) Ask(_entries[entering].Position, -1);
            AskAll(from, to, true);
            AddAll(from, to, true, _timeWeight);
            AskAll(from, to, false);
            from = to;
        }
    }

    private void AskAll(int from, int to, bool events)
    {
        for (var k = from; k < to; k++)
        {
            if (_event[k] == events) Ask(k, 1);
        }
    }

    private void Ask(int k, int sign)
    {
        double lower = _counter.Below(_rank[k]), tied = _counter.At(_rank[k]);
        _good[k] += sign * (_counter.Count - lower - tied + (0.5 * tied));
        _all[k] += sign * _counter.Count;
    }

    private void AddAll(int from, int to, bool events, double[]? timeWeight = null)
    {
        for (var k = from; k < to; k++)
        {
            if (_event[k] == events) _counter.Add(_rank[k], Weight(k) * (timeWeight?[k] ?? 1));
        }
    }

    private double Weight(int k) => _weight is null ? 1 : _weight[k];

    /// <summary>Scores that differ by rounding only have one rank.</summary>
    private static (int[] Rank, int Ranks) Ranks(double[] scores)
    {
        var order = RadixOrder.Ascending(scores);
        var rank = new int[scores.Length];
        var ranks = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (i > 0 && scores[order[i]] - scores[order[i - 1]] > 1e-12 * Math.Max(1, Math.Abs(scores[order[i]]))) ranks++;
            rank[order[i]] = ranks;
        }

        return (rank, ranks + 1);
    }
}
