namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>
/// Tables that agree with known sums, by the two-phase simplex method with largest coefficients. Each extreme is a table that is
/// checked against every sum, so that it is a certificate whatever the method did.
/// </summary>
internal sealed class Polytope(IReadOnlyList<int[]> lines, IReadOnlyList<double> sums, double[] floor)
{
    private const double Zero = 1e-9;

    private readonly int _width = floor.Length + lines.Count;

    /// <summary>The least or largest value of a cell.</summary>
    public double Extreme(int cell, bool largest)
    {
        var (rows, basis) = Start();
        var first = new double[_width + 1];
        foreach (var row in rows)
        {
            for (var j = 0; j <= _width; j++) first[j] += j < floor.Length || j == _width ? row[j] : 0;
        }

        Climb(rows, basis, first, floor.Length);
        var goal = new double[_width + 1];
        goal[cell] = largest ? 1 : -1;
        for (var i = 0; i < rows.Length; i++) Subtract(goal, rows[i], goal[basis[i]]);
        Climb(rows, basis, goal, floor.Length);
        return Certified(rows, basis)[cell];
    }

    private (double[][] Rows, int[] Basis) Start()
    {
        var rows = lines.Select((line, i) =>
        {
            var row = new double[_width + 1];
            row[^1] = sums[i] - line.Sum(c => floor[c]);
            foreach (var c in line) row[c] = 1;
            row[floor.Length + i] = 1;
            return row;
        }).ToArray();
        return (rows, [.. Enumerable.Range(floor.Length, lines.Count)]);
    }

    private double[] Certified(double[][] rows, int[] basis)
    {
        var table = (double[])floor.Clone();
        for (var i = 0; i < rows.Length; i++)
        {
            if (basis[i] < floor.Length) table[basis[i]] += rows[i][^1];
        }

        for (var l = 0; l < lines.Count; l++) Assert.Equal(sums[l], lines[l].Sum(c => table[c]), 1e-6);
        for (var c = 0; c < table.Length; c++) Assert.True(table[c] >= floor[c] - 1e-7);
        return table;
    }

    private static void Climb(double[][] rows, int[] basis, double[] goal, int variables)
    {
        for (var turn = 0; turn < 20_000; turn++)
        {
            // The largest coefficient, and now and then the first, against cycles.
            var enter = Array.FindIndex(goal, 0, variables, g => g > Zero);
            if (enter < 0) return;
            for (var j = enter + 1; j < variables && turn % 50 < 40; j++) enter = goal[j] > goal[enter] ? j : enter;
            // A sum whose own variable is still in at nothing leaves first, whichever way it would go.
            var leave = Array.FindIndex(rows, r => basis[Array.IndexOf(rows, r)] >= variables && Math.Abs(r[^1]) < Zero && Math.Abs(r[enter]) > Zero);
            for (var i = 0; i < rows.Length && !(leave >= 0 && basis[leave] >= variables && Math.Abs(rows[leave][^1]) < Zero); i++)
            {
                if (rows[i][enter] > Zero && (leave < 0 || rows[i][^1] / rows[i][enter] < rows[leave][^1] / rows[leave][enter])) leave = i;
            }

            if (leave < 0) return;
            var pivot = rows[leave][enter];
            for (var j = 0; j < rows[leave].Length; j++) rows[leave][j] /= pivot;
            for (var i = 0; i < rows.Length; i++)
            {
                if (i != leave) Subtract(rows[i], rows[leave], rows[i][enter]);
            }

            Subtract(goal, rows[leave], goal[enter]);
            basis[leave] = enter;
        }
    }

    private static void Subtract(double[] from, double[] row, double factor)
    {
        if (factor == 0) return;
        for (var j = 0; j < from.Length; j++) from[j] -= factor * row[j];
    }
}
