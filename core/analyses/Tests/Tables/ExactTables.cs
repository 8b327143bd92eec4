using FedOnco.Analyses.Numerics;
using MathNet.Numerics;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>
/// Fisher's exact p of an r x c table: all tables with the same margins that are no more probable than the one observed.
/// Where there are too many of them, random tables from a fixed seed.
/// </summary>
/// <remarks>Source: Freeman and Halton (1951); random tables by permutation (Patefield 1981). Plain enumeration, column by column.</remarks>
internal sealed class ExactTables
{
    private const long MostTables = 20_000_000;
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

        for (var x = 0; x <= Math.Min(column, left[i]); x++)
        {
            left[i] -= x;
            var whole = Visit(j, i + 1, column - x, left, log - _logFactorial[x]);
            left[i] += x;
            if (!whole) return false;
        }

        return true;
    }

    private double Simulate()
    {
        var random = new SplitMix(20_240_501);
        var rows = Enumerable.Range(0, _table.Rows).SelectMany(i => Enumerable.Repeat(i, (int)_table.Row(i))).ToArray();
        var columns = Enumerable.Range(0, _table.Columns).SelectMany(j => Enumerable.Repeat(j, (int)_table.Column(j))).ToArray();
        var cells = new int[_table.Rows * _table.Columns];
        var hits = 0;
        for (var k = 0; k < Replicates; k++)
        {
            random.Shuffle(columns);
            Array.Clear(cells);
            for (var i = 0; i < rows.Length; i++) cells[(rows[i] * _table.Columns) + columns[i]]++;
            var log = _constant;
            foreach (var cell in cells) log -= _logFactorial[cell];
            if (log <= _limit) hits++;
        }

        return (hits + 1.0) / (Replicates + 1);
    }
}
