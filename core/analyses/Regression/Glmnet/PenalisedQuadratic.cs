using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Regression.Glmnet;

/// <summary>Minimises x' H x / 2 - q' x + sum (l1 |x| + l2 x^2 / 2): coordinate descent finds the active set, a linear system the exact solution on it.</summary>
/// <remarks>Source: Friedman, Hastie and Tibshirani (2010); Osborne, Presnell and Turlach (2000) for the active set.</remarks>
internal static class PenalisedQuadratic
{
    private const int MostSweeps = 20_000;
    private const int SweepsATry = 10;
    private const double Slack = 1e-11;

    /// <param name="h">Symmetric, size x size row-major.</param>
    /// <param name="q">Linear part.</param>
    /// <param name="l1">Weights of the absolute values; 0 for what is not penalised, infinity for what stays 0.</param>
    /// <param name="l2">Weights of the squares.</param>
    /// <param name="start">Where to start.</param>
    public static double[] Minimise(double[] h, double[] q, double[] l1, double[] l2, double[] start)
    {
        double[] x = [.. start];
        for (var sweep = 0; sweep < MostSweeps; sweep += SweepsATry)
        {
            var moved = 0.0;
            for (var i = 0; i < SweepsATry; i++) moved = Sweep(h, q, l1, l2, x);
            if (Exact(h, q, l1, l2, x) is { } exact) return exact;
            if (moved == 0) break;
        }

        return x;
    }

    private static double Sweep(double[] h, double[] q, double[] l1, double[] l2, double[] x)
    {
        var size = x.Length;
        var moved = 0.0;
        for (var j = 0; j < size; j++)
        {
            var curvature = h[(j * size) + j] + l2[j];
            if (!(curvature > 0) || double.IsPositiveInfinity(l1[j])) continue;
            var rest = q[j];
            for (var k = 0; k < size; k++)
            {
                if (k != j && x[k] != 0) rest -= h[(j * size) + k] * x[k];
            }

            var next = rest > l1[j] ? (rest - l1[j]) / curvature : rest < -l1[j] ? (rest + l1[j]) / curvature : 0;
            moved = Math.Max(moved, Math.Abs(next - x[j]));
            x[j] = next;
        }

        return moved;
    }

    /// <summary>The stationary point with the active set and signs of x; null where it is not the minimum.</summary>
    private static double[]? Exact(double[] h, double[] q, double[] l1, double[] l2, double[] x)
    {
        var size = x.Length;
        var active = new List<int>();
        for (var j = 0; j < size; j++)
        {
            if ((x[j] != 0 || l1[j] == 0) && h[(j * size) + j] + l2[j] > 0) active.Add(j);
        }

        var n = active.Count;
        double[] matrix = new double[n * n], right = new double[n];
        for (var a = 0; a < n; a++)
        {
            var i = active[a];
            right[a] = q[i] - (l1[i] * Math.Sign(x[i]));
            for (var b = 0; b < n; b++) matrix[(a * n) + b] = h[(i * size) + active[b]] + (a == b ? l2[i] : 0);
        }

        var solver = SymmetricSolver.Factor(matrix, n);
        if (solver.Rank < n) return null;
        var solved = solver.Solve(right);
        var result = new double[size];
        for (var a = 0; a < n; a++)
        {
            if (l1[active[a]] > 0 && Math.Sign(solved[a]) != Math.Sign(x[active[a]])) return null;
            result[active[a]] = solved[a];
        }

        for (var j = 0; j < size; j++)
        {
            if (result[j] != 0 || l1[j] == 0) continue;
            var gradient = q[j];
            for (var k = 0; k < size; k++) gradient -= h[(j * size) + k] * result[k];
            if (Math.Abs(gradient) > l1[j] * (1 + Slack)) return null;
        }

        return result;
    }
}
