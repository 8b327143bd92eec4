using FedOnco.Analyses.Numerics;
using MathNet.Numerics;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>
/// Fisher's exact p of an r x c table: all tables with the same margins that are no more probable than the one observed.
/// Where there are too many of them, random tables from a fixed seed.
/// </summary>
/// <remarks>Source: Freeman and Halton (1951); random tables cell by cell (Patefield 1981). Plain enumeration, column by column.</remarks>
internal sealed class ExactTables
{
    private const long MostTables = 5_000_000;
    private const int Replicates = 100_000;

    private readonly ContingencyTable _table;
    private readonly double[] _logFactorial;
    private readonly double _limit;
    private readonly double _constant;
    private long _visited;
    private double _sum;

    public ExactTables(ContingencyTable table)
    {
        _table = table;
        _logFactorial = new double[(int)table.N + 1];
        for (var i = 0; i < _logFactorial.Length; i++) _logFactorial[i] = SpecialFunctions.FactorialLn(i);
        _constant = Enumerable.Range(0, table.Rows).Sum(i => _logFactorial[(int)table.Row(i)]) + Enumerable.Range(0, table.Columns).Sum(j => _logFactorial[(int)table.Column(j)]) - _logFactorial[(int)table.N];
        var cells = 0.0;
        foreach (var cell in table.Cells) cells += _logFactorial[(int)cell];
        _limit = _constant - cells + 1e-7;
    }

    /// <summary>The p-value, and whether it is exact.</summary>
    public (double P, bool Exact) Probability()
    {
        var left = Enumerable.Range(0, _table.Rows).Select(i => (int)_table.Row(i)).ToArray();
        return Visit(0, 0, (int)_table.Column(0), left, _constant) ? (Math.Min(1, _sum), true) : (Simulate(), false);
    }

    /// <summary>Fills column j from row i on; false when there are too many tables.</summary>
    private bool Visit(int j, int i, int column, int[] left, double log)
    {
        if (j == _table.Columns - 1)
        {
            if (++_visited > MostTables) return false;
            foreach (var cell in left) log -= _logFactorial[cell];
            if (log <= _limit) _sum += StableMath.Exp(log);
            return true;
        }

        if (i == _table.Rows - 1)
        {
            if (column > left[i]) return true;
            left[i] -= column;
            var whole = Visit(j + 1, 0, (int)_table.Column(j + 1), left, log - _logFactorial[column]);
            left[i] += column;
            return whole;
        }

        // What the later rows cannot take must go here: no branch ends without a table.
        var later = 0;
        for (var k = i + 1; k < _table.Rows; k++) later += left[k];
        for (var x = Math.Max(0, column - later); x <= Math.Min(column, left[i]); x++)
        {
            left[i] -= x;
            var whole = Visit(j, i + 1, column - x, left, log - _logFactorial[x]);
            left[i] += x;
            if (!whole) return false;
        }

        return true;
    }

    /// <summary>Random tables cell by cell: each is hypergeometric given those before it.</summary>
    private double Simulate()
    {
        var random = new SplitMix(20_240_501);
        var hits = 0;
        var left = new int[_table.Rows];
        for (var k = 0; k < Replicates; k++)
        {
            for (var i = 0; i < left.Length; i++) left[i] = (int)_table.Row(i);
            var log = _constant;
            for (var j = 0; j < _table.Columns; j++)
            {
                int column = (int)_table.Column(j), all = left.Sum();
                for (var i = 0; i < left.Length; i++)
                {
                    var x = Hypergeometric(random, left[i], all - left[i], column);
                    all -= left[i];
                    column -= x;
                    left[i] -= x;
                    log -= _logFactorial[x];
                }
            }

            if (log <= _limit) hits++;
        }

        return (hits + 1.0) / (Replicates + 1);
    }

    /// <summary>Successes among <paramref name="draws"/> from <paramref name="good"/> and <paramref name="bad"/>: inversion outwards from the mode.</summary>
    private int Hypergeometric(SplitMix random, int good, int bad, int draws)
    {
        int least = Math.Max(0, draws - bad), most = Math.Min(good, draws);
        if (least == most) return least;
        var up = Math.Clamp((int)((draws + 1.0) * (good + 1.0) / (good + bad + 2.0)), least, most);
        var mode = StableMath.Exp(_logFactorial[good] - _logFactorial[up] - _logFactorial[good - up] + _logFactorial[bad] - _logFactorial[draws - up] - _logFactorial[bad - draws + up]
            - _logFactorial[good + bad] + _logFactorial[draws] + _logFactorial[good + bad - draws]);
        var u = random.Unit() - mode;
        double above = mode, below = mode;
        int high = up, low = up;
        while (u > 0 && (high < most || low > least))
        {
            if (high < most)
            {
                above *= (good - high) * (double)(draws - high) / ((high + 1.0) * (bad - draws + high + 1.0));
                high++;
                u -= above;
                if (u <= 0) return high;
            }

            if (low > least)
            {
                below *= low * (double)(bad - draws + low) / ((good - low + 1.0) * (draws - low + 1.0));
                low--;
                u -= below;
                if (u <= 0) return low;
            }
        }

        return up;
    }
}
