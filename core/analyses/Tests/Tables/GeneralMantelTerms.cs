using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Tests.Tables;

/// <summary>The sums over strata of a Mantel-Haenszel analysis of r x c tables: excess counts and their covariance matrix.</summary>
/// <remarks>Source: Landis, Heyman and Koch (1978); last row and column are left out, rows vary fastest.</remarks>
internal static class GeneralMantelTerms
{
    /// <summary>Excess, packed covariance, n.</summary>
    public static int Length(int rows, int columns) => ((rows - 1) * (columns - 1)) + Packed.Length((rows - 1) * (columns - 1)) + 1;

    /// <summary>Adds a stratum, row-major cells; one with fewer than two patients says nothing.</summary>
    public static void Add(Span<double> terms, ReadOnlySpan<double> cells, int rows, int columns)
    {
        double[] row = new double[rows], column = new double[columns];
        var n = 0.0;
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var cell = cells[(i * columns) + j];
                row[i] += cell;
                column[j] += cell;
                n += cell;
            }
        }

        terms[^1] += n;
        if (n < 2) return;
        var next = (rows - 1) * (columns - 1);
        for (var a = 0; a < (rows - 1) * (columns - 1); a++)
        {
            int i = a % (rows - 1), j = a / (rows - 1);
            terms[a] += cells[(i * columns) + j] - (row[i] * column[j] / n);
            for (var b = 0; b <= a; b++)
            {
                int k = b % (rows - 1), l = b / (rows - 1);
                var left = (i == k ? n * row[i] : 0) - (row[i] * row[k]);
                var right = (j == l ? n * column[j] : 0) - (column[j] * column[l]);
                terms[next++] += left / n * (right / n) / (n - 1);
            }
        }
    }

    /// <summary>x' V^-1 x; NaN where the strata do not let every level vary.</summary>
    public static double Statistic(ReadOnlySpan<double> terms, int rows, int columns)
    {
        var size = (rows - 1) * (columns - 1);
        var covariance = SymmetricSolver.Factor(Packed.Unpack(terms.Slice(size, Packed.Length(size)), size), size);
        if (covariance.Rank < size) return double.NaN;
        var solved = covariance.Solve(terms[..size]);
        var statistic = 0.0;
        for (var a = 0; a < size; a++) statistic += terms[a] * solved[a];
        return statistic;
    }
}
