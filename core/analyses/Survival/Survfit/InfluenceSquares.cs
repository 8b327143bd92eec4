namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>Sums over clusters of squared influences on one curve, at every point of the grid.</summary>
/// <remarks>Between its entries and ends a cluster's influence is a L(t) + b: a the weight at risk, b what its rows have behind them. Its
/// square a^2 L^2 + 2 a b L + b^2 changes its three factors only where a row enters or leaves, so that each row costs two steps.</remarks>
internal sealed class InfluenceSquares(CurveInfluence curve)
{
    private readonly double[] _risk = new double[curve.Cumulative.Length + 1];
    private readonly double[] _cross = new double[curve.Cumulative.Length + 1];
    private readonly double[] _settled = new double[curve.Cumulative.Length + 1];

    // Of the cluster at hand: where its influence changes, and by what.
    private readonly List<(int Point, double A, double B)> _changes = [];

    /// <summary>A row of the cluster at hand.</summary>
    /// <param name="start">Point of the entry, -1 from the beginning; at risk after it.</param>
    /// <param name="stop">Point of the end.</param>
    /// <param name="died">Whether the row ends in the event.</param>
    /// <param name="weight">Its weight.</param>
    public void Add(int start, int stop, bool died, double weight)
    {
        var before = start < 0 ? 0 : curve.Cumulative[start];
        _changes.Add((start + 1, weight, -weight * before));
        _changes.Add((stop, -weight, weight * (curve.Cumulative[stop] - (died ? curve.Own[stop] : 0))));
    }

    /// <summary>Ends the cluster at hand.</summary>
    public void Close()
    {
        _changes.Sort((x, y) => x.Point.CompareTo(y.Point));
        double a = 0, b = 0;
        foreach (var (point, moreA, moreB) in _changes)
        {
            double nextA = a + moreA, nextB = b + moreB;
            _risk[point] += (nextA * nextA) - (a * a);
            _cross[point] += 2 * ((nextA * nextB) - (a * b));
            _settled[point] += (nextB * nextB) - (b * b);
            (a, b) = (nextA, nextB);
        }

        _changes.Clear();
    }

    /// <summary>The sums by point.</summary>
    public void CopyTo(Span<double> squares)
    {
        double risk = 0, cross = 0, settled = 0;
        for (var t = 0; t < squares.Length; t++)
        {
            risk += _risk[t];
            cross += _cross[t];
            settled += _settled[t];
            var l = curve.Cumulative[t];
            squares[t] = (l * ((risk * l) + cross)) + settled;
        }
    }
}
