namespace FedOnco.Analyses.Disclosure.Suppression;

/// <summary>
/// What margins say about hidden cells: the least and largest value of each, by the simplex method on a dense tableau with
/// Bland's rule. Scalar and sequential, so that every party finds the same bounds.
/// </summary>
/// <remarks>Source: Bland (1977), "New finite pivoting rules for the simplex method"; the audit is that of Fischetti and Salazar (2001).</remarks>
internal sealed class HiddenCellBounds
{
    private const double Tolerance = 1e-9;

    private readonly int _variables;
    private readonly double[] _lower;
    private readonly List<double[]> _rows = [];
    private readonly List<int> _basis = [];

    /// <param name="lower">Known lower bound of each hidden cell.</param>
    /// <param name="lines">Sums of hidden cells that are known: positions and value.</param>
    public HiddenCellBounds(double[] lower, IReadOnlyList<(int[] Cells, double Sum)> lines)
    {
        _variables = lower.Length;
        _lower = lower;
        Start(lines);
    }

    private int Width => _variables + 1;

    /// <summary>Least and largest value that a hidden cell can have.</summary>
    public (double Least, double Largest) Of(int cell) => (_lower[cell] + Optimum(cell, largest: false), _lower[cell] + Optimum(cell, largest: true));

    /// <summary>Finds a first basis: artificial variables are driven out one after the other, redundant lines dropped.</summary>
    private void Start(IReadOnlyList<(int[] Cells, double Sum)> lines)
    {
        var artificial = new double[lines.Count][];
        var width = _variables + lines.Count + 1;
        for (var i = 0; i < lines.Count; i++)
        {
            var row = artificial[i] = new double[width];
            row[^1] = lines[i].Sum;
            foreach (var cell in lines[i].Cells)
            {
                row[cell] = 1;
                row[^1] -= _lower[cell];
            }

            row[_variables + i] = 1;
        }

        var basis = Enumerable.Range(_variables, lines.Count).ToArray();
        var objective = new double[width];
        foreach (var row in artificial)
        {
            for (var j = 0; j < width; j++) objective[j] += j < _variables || j == width - 1 ? row[j] : 0;
        }

        Maximise(artificial, basis, objective, _variables);
        DropArtificial(artificial, basis);
    }

    private void DropArtificial(double[][] rows, int[] basis)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (basis[i] < _variables) continue;
            var enter = Array.FindIndex(rows[i], 0, _variables, v => Math.Abs(v) > Tolerance);
            if (enter >= 0) Pivot(rows, basis, null, i, enter);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            if (basis[i] >= _variables) continue;
            _rows.Add([.. rows[i].AsSpan(0, _variables), rows[i][^1]]);
            _basis.Add(basis[i]);
        }
    }

    /// <summary>The optimum of one shifted variable; infinity where nothing limits it.</summary>
    private double Optimum(int cell, bool largest)
    {
        var rows = _rows.Select(r => (double[])r.Clone()).ToArray();
        var basis = _basis.ToArray();
        var objective = new double[Width];
        objective[cell] = largest ? 1 : -1;
        var at = Array.IndexOf(basis, cell);
        if (at >= 0)
        {
            var sign = objective[cell];
            for (var j = 0; j < Width; j++) objective[j] -= sign * rows[at][j];
        }

        if (!Maximise(rows, basis, objective, _variables)) return double.PositiveInfinity;
        at = Array.IndexOf(basis, cell);
        return at < 0 ? 0 : rows[at][^1];
    }

    /// <summary>False where the objective grows without limit.</summary>
    private static bool Maximise(double[][] rows, int[] basis, double[] objective, int variables)
    {
        while (true)
        {
            var enter = Array.FindIndex(objective, 0, variables, v => v > Tolerance);
            if (enter < 0) return true;
            int leave = -1;
            var best = double.PositiveInfinity;
            for (var i = 0; i < rows.Length; i++)
            {
                if (rows[i][enter] <= Tolerance) continue;
                var ratio = Math.Max(0, rows[i][^1]) / rows[i][enter];
                if (ratio < best - Tolerance || (ratio <= best + Tolerance && leave >= 0 && basis[i] < basis[leave]))
                {
                    best = Math.Min(best, ratio);
                    leave = i;
                }
            }

            if (leave < 0) return false;
            Pivot(rows, basis, objective, leave, enter);
        }
    }

    private static void Pivot(double[][] rows, int[] basis, double[]? objective, int leave, int enter)
    {
        var row = rows[leave];
        var pivot = row[enter];
        for (var j = 0; j < row.Length; j++) row[j] /= pivot;
        for (var i = 0; i < rows.Length; i++)
        {
            if (i != leave) Subtract(rows[i], row, rows[i][enter]);
        }

        if (objective is not null) Subtract(objective, row, objective[enter]);
        basis[leave] = enter;
    }

    private static void Subtract(double[] from, double[] row, double factor)
    {
        if (factor == 0) return;
        for (var j = 0; j < from.Length; j++) from[j] -= factor * row[j];
    }
}
