namespace FedOnco.Analyses.Numerics;

/// <summary>
/// Cholesky factorisation of a small symmetric matrix with detection of aliased columns; scalar, fixed order, so that every
/// party gets the same bits.
/// </summary>
/// <remarks>Columns are taken in order; a pivot below <c>tolerance</c> times its original diagonal marks the column as aliased
/// with earlier ones, as R's pivoting does for the last of dependent columns (Golub and Van Loan 2013, section 4.2).</remarks>
public sealed class SymmetricSolver
{
    private readonly double[] _lower;
    private readonly int[] _used;

    private SymmetricSolver(int size, double[] lower, int[] used)
    {
        Size = size;
        _lower = lower;
        _used = used;
    }

    public int Size { get; }

    /// <summary>Columns that are not aliased, ascending.</summary>
    public IReadOnlyList<int> Used => _used;

    public int Rank => _used.Length;

    /// <param name="matrix">Symmetric, row-major, size x size; only read.</param>
    /// <param name="size">Number of rows.</param>
    /// <param name="norms">What a pivot is compared with, column by column; the diagonal where null.</param>
    /// <param name="tolerance">Relative pivot below which a column counts as aliased (1e-7 of the column's norm, as in R).</param>
    public static SymmetricSolver Factor(ReadOnlySpan<double> matrix, int size, double[]? norms = null, double tolerance = 1e-14)
    {
        var used = new List<int>();
        var lower = new double[size * size];
        for (var j = 0; j < size; j++)
        {
            var diagonal = matrix[(j * size) + j];
            var row = used.Count;
            var pivot = diagonal;
            for (var k = 0; k < row; k++)
            {
                var sum = matrix[(j * size) + used[k]];
                for (var m = 0; m < k; m++) sum -= lower[(row * size) + m] * lower[(k * size) + m];
                sum /= lower[(k * size) + k];
                lower[(row * size) + k] = sum;
                pivot -= sum * sum;
            }

            if (!(pivot > tolerance * (norms?[j] ?? diagonal)) || !(diagonal > 0)) continue;
            lower[(row * size) + row] = Math.Sqrt(pivot);
            used.Add(j);
        }

        return new SymmetricSolver(size, lower, [.. used]);
    }

    /// <summary>
    /// Pivots of a factorisation that leaves out columns that earlier ones almost explain, and an upper triangular basis in which
    /// the matrix is about <paramref name="weight"/> times the unit matrix, but for those columns.
    /// </summary>
    /// <param name="matrix">Symmetric, row-major, size x size; only read.</param>
    /// <param name="size">Number of rows.</param>
    /// <param name="nearly">A pivot below this part of its diagonal is one of them; its column enters no other column of the basis.</param>
    /// <param name="weight">Scale.</param>
    public static (double[] Pivots, double[] Basis) Whiten(ReadOnlySpan<double> matrix, int size, double nearly, double weight)
    {
        double[] lower = new double[size * size], pivots = new double[size], basis = new double[size * size];
        var entered = new bool[size];
        var scale = Math.Sqrt(weight);
        for (var j = 0; j < size; j++)
        {
            var diagonal = matrix[(j * size) + j];
            pivots[j] = diagonal;
            for (var k = 0; k < j; k++)
            {
                if (!entered[k]) continue;
                var sum = matrix[(j * size) + k];
                for (var m = 0; m < k; m++) sum -= lower[(j * size) + m] * lower[(k * size) + m];
                sum /= lower[(k * size) + k];
                lower[(j * size) + k] = sum;
                pivots[j] -= sum * sum;
            }

            if (!(diagonal > 0)) continue;
            entered[j] = pivots[j] >= nearly * diagonal;
            lower[(j * size) + j] = Math.Sqrt(Math.Max(pivots[j], 1e-8 * diagonal));

            // Column j of L^-T, from its diagonal upwards.
            basis[(j * size) + j] = scale / lower[(j * size) + j];
            for (var i = j - 1; i >= 0; i--)
            {
                if (!entered[i]) continue;
                var sum = 0.0;
                for (var k = i + 1; k <= j; k++) sum -= lower[(k * size) + i] * basis[(k * size) + j];
                basis[(i * size) + j] = sum / lower[(i * size) + i];
            }
        }

        return (pivots, basis);
    }

    /// <summary>Factorises another matrix on the columns that are used here: which terms are aliased is decided once.</summary>
    public SymmetricSolver Refactor(ReadOnlySpan<double> matrix)
    {
        var lower = new double[Size * Size];
        for (var i = 0; i < Rank; i++)
        {
            for (var k = 0; k <= i; k++)
            {
                var sum = matrix[(_used[i] * Size) + _used[k]];
                for (var m = 0; m < k; m++) sum -= lower[(i * Size) + m] * lower[(k * Size) + m];
                // A vanishing pivot means that the likelihood is flat in this direction: the step is kept finite.
                lower[(i * Size) + k] = k < i ? sum / lower[(k * Size) + k] : Math.Sqrt(Math.Max(sum, 1e-280));
            }
        }

        return new SymmetricSolver(Size, lower, _used);
    }

    /// <summary>The smallest pivot relative to that of another factorisation on the same columns.</summary>
    public double LeastRelativeTo(SymmetricSolver other)
    {
        var least = double.PositiveInfinity;
        for (var i = 0; i < Rank; i++)
        {
            double mine = _lower[(i * Size) + i], theirs = other._lower[(i * Size) + i];
            least = Math.Min(least, mine * mine / (theirs * theirs));
        }

        return least;
    }

    /// <summary>Solves A x = b on the used columns; aliased ones get 0.</summary>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        var n = Rank;
        var z = new double[n];
        for (var i = 0; i < n; i++)
        {
            var sum = b[_used[i]];
            for (var k = 0; k < i; k++) sum -= _lower[(i * Size) + k] * z[k];
            z[i] = sum / _lower[(i * Size) + i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            var sum = z[i];
            for (var k = i + 1; k < n; k++) sum -= _lower[(k * Size) + i] * z[k];
            z[i] = sum / _lower[(i * Size) + i];
        }

        var x = new double[Size];
        for (var i = 0; i < n; i++) x[_used[i]] = z[i];
        return x;
    }

    /// <summary>L' x on the used columns, aliased ones 0: squares of its elements are what each column adds to x' A x after those before it.</summary>
    public double[] Sequential(ReadOnlySpan<double> x)
    {
        var z = new double[Size];
        for (var k = 0; k < Rank; k++)
        {
            for (var i = k; i < Rank; i++) z[_used[k]] += _lower[(i * Size) + k] * x[_used[i]];
        }

        return z;
    }

    /// <summary>The inverse on the used columns, size x size row-major; rows and columns of aliased ones are 0.</summary>
    public double[] Inverse()
    {
        var inverse = new double[Size * Size];
        var unit = new double[Size];
        foreach (var j in _used)
        {
            unit[j] = 1;
            var column = Solve(unit);
            unit[j] = 0;
            for (var i = 0; i < Size; i++) inverse[(i * Size) + j] = column[i];
        }

        return inverse;
    }
}
