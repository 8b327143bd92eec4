namespace FedOnco.Analyses.Frames;

/// <summary>
/// Natural cubic spline basis with given knots: cubic B-splines, second derivative zero at the boundary knots, linear beyond,
/// first column dropped (no intercept).
/// </summary>
/// <remarks>Source: de Boor (1978), recursion (IX.14) for B-splines and their derivatives; the constraint space is spanned by
/// the orthogonal complement of the two second derivatives (Householder), as is customary.</remarks>
internal sealed class NaturalSpline
{
    private const int Order = 4;

    private readonly double[] _knots;
    private readonly double _low;
    private readonly double _high;
    private readonly int _splines;
    private readonly double[,] _complement;

    public NaturalSpline(double[] inner, double low, double high)
    {
        _low = low;
        _high = high;
        double[] sorted = [.. inner.Order()];
        _knots = [low, low, low, low, .. sorted, high, high, high, high];
        _splines = _knots.Length - Order;
        _complement = Complement();
    }

    public int Columns => _splines - 3;

    /// <summary>Column j (from 0) of the basis at x.</summary>
    public double Value(int j, double x)
    {
        if (double.IsNaN(x)) return x;
        var row = Row(x);
        var sum = 0.0;
        for (var i = 0; i < row.Length; i++) sum += row[i] * _complement[i, j];
        return sum;
    }

    /// <summary>Bounds of column j over a range of x: the absolute coefficients inside, the linear ends outside.</summary>
    public (double Low, double High) Bounds(int j, double minimum, double maximum)
    {
        var bound = 0.0;
        for (var i = 0; i < _splines - 1; i++) bound = Math.Max(bound, Math.Abs(_complement[i, j]));
        bound = Math.Max(bound, Math.Max(Math.Abs(Value(j, minimum)), Math.Abs(Value(j, maximum))));
        return (-bound, bound);
    }

    /// <summary>B-splines 2.. at x, continued linearly beyond the boundary knots.</summary>
    private double[] Row(double x)
    {
        if (x >= _low && x <= _high) return Basis(x, 0)[1..];
        var at = x < _low ? _low : _high;
        double[] value = Basis(at, 0), slope = Basis(at, 1);
        return [.. Enumerable.Range(1, _splines - 1).Select(i => value[i] + ((x - at) * slope[i]))];
    }

    /// <summary>All B-splines (or derivatives) at x inside the boundary.</summary>
    private double[] Basis(double x, int derivative)
    {
        var values = new double[_splines];
        for (var i = 0; i < _splines; i++) values[i] = Spline(i, Order, x, derivative);
        return values;
    }

    private double Spline(int i, int order, double x, int derivative)
    {
        if (derivative > 0)
        {
            double a = _knots[i + order - 1] - _knots[i], b = _knots[i + order] - _knots[i + 1];
            return (order - 1) * ((a > 0 ? Spline(i, order - 1, x, derivative - 1) / a : 0) - (b > 0 ? Spline(i + 1, order - 1, x, derivative - 1) / b : 0));
        }

        if (order == 1) return Contains(i, x) ? 1 : 0;
        double left = _knots[i + order - 1] - _knots[i], right = _knots[i + order] - _knots[i + 1];
        return (left > 0 ? (x - _knots[i]) / left * Spline(i, order - 1, x, 0) : 0) + (right > 0 ? (_knots[i + order] - x) / right * Spline(i + 1, order - 1, x, 0) : 0);
    }

    /// <summary>The last interval is closed at the right.</summary>
    private bool Contains(int i, double x) => _knots[i] < _knots[i + 1] && x >= _knots[i] && (x < _knots[i + 1] || (x == _high && _knots[i + 1] == _high));

    /// <summary>Q of a QR decomposition of the two constraints, its first two columns dropped.</summary>
    private double[,] Complement()
    {
        var n = _splines - 1;
        double[] first = Basis(_low, 2)[1..], second = Basis(_high, 2)[1..];
        var q = new double[n, n];
        for (var i = 0; i < n; i++) q[i, i] = 1;
        var h1 = Householder(first, 0);
        Reflect(second, h1);
        var h2 = Householder(second, 1);
        for (var i = 0; i < n; i++)
        {
            var row = new double[n];
            for (var j = 0; j < n; j++) row[j] = q[i, j];
            Reflect(row, h1);
            Reflect(row, h2);
            for (var j = 0; j < n; j++) q[i, j] = row[j];
        }

        var kept = new double[n, n - 2];
        for (var i = 0; i < n; i++)
        {
            for (var j = 2; j < n; j++) kept[i, j - 2] = q[i, j];
        }

        return kept;
    }

    private static double[] Householder(double[] x, int start)
    {
        var v = new double[x.Length];
        var norm = 0.0;
        for (var i = start; i < x.Length; i++) norm += x[i] * x[i];
        norm = Math.Sqrt(norm);
        for (var i = start; i < x.Length; i++) v[i] = x[i];
        v[start] += x[start] >= 0 ? norm : -norm;
        return v;
    }

    private static void Reflect(double[] x, double[] v)
    {
        double product = 0, square = 0;
        for (var i = 0; i < x.Length; i++)
        {
            product += v[i] * x[i];
            square += v[i] * v[i];
        }

        if (square == 0) return;
        for (var i = 0; i < x.Length; i++) x[i] -= 2 * product / square * v[i];
    }
}
