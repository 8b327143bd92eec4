using System.Numerics;

namespace FedOnco.Bench.LargeN;

/// <summary>Mean, spread and least squares of all centres in whole numbers and fractions: what the answers are compared with.</summary>
internal static class ExactFit
{
    /// <summary>Mean less 1e9, and standard deviation, of "huge".</summary>
    public static (double Mean, double Deviation) Huge(IReadOnlyList<DyadicColumns> centres)
    {
        BigInteger sum = 0, squares = 0, n = 0;
        foreach (var centre in centres)
        {
            long s = 0, q = 0;
            foreach (var value in centre.Column("huge").Span)
            {
                var k = (long)((value - 1e9) * 1024);
                s += k;
                q += k * k;
            }

            (sum, squares, n) = (sum + s, squares + q, n + centre.Rows);
        }

        return (Ratio(sum, n * 1024), Math.Sqrt(Ratio((n * squares) - (sum * sum), n * (n - 1) * 1024 * 1024)));
    }

    /// <summary>Coefficients of y on 1, x, z, by Cramer's rule, and the standard error of the last.</summary>
    public static (double[] Coefficients, double Error) Line(IReadOnlyList<DyadicColumns> centres)
    {
        var products = new BigInteger[4, 4];
        foreach (var centre in centres)
        {
            ReadOnlySpan<double> x = centre.Column("x").Span, z = centre.Column("z").Span, y = centre.Column("y").Span;
            var own = new Int128[4, 4];
            for (var i = 0; i < centre.Rows; i++)
            {
                Int128[] row = [1, (long)Math.ScaleB(x[i], 10), (long)Math.ScaleB(z[i], DyadicColumns.Fine), (long)Math.ScaleB(y[i], 10)];
                for (var a = 0; a < 4; a++) for (var b = 0; b <= a; b++) own[a, b] += row[a] * row[b];
            }

            for (var a = 0; a < 4; a++) for (var b = 0; b <= a; b++) products[b, a] = products[a, b] += (BigInteger)own[a, b];
        }

        var whole = Determinant(products, [0, 1, 2], [0, 1, 2]);
        // In units of y over units of the column.
        double[] units = [1024, 1, Math.ScaleB(1, 10 - DyadicColumns.Fine)];
        double[] coefficients = [.. Enumerable.Range(0, 3).Select(j => Ratio(Determinant(products, [0, 1, 2], [.. Enumerable.Range(0, 3).Select(c => c == j ? 3 : c)]), whole) / units[j])];
        var residual = Determinant(products, [0, 1, 2, 3], [0, 1, 2, 3]);
        // Variance = (residual / whole) / (n - 3) * cofactor / whole.
        var error = Math.Sqrt(Ratio(residual * Determinant(products, [0, 1], [0, 1]), whole * whole * (products[0, 0] - 3))) / units[2];
        return (coefficients, error);
    }

    private static BigInteger Determinant(BigInteger[,] matrix, int[] rows, int[] columns)
    {
        if (rows.Length == 1) return matrix[rows[0], columns[0]];
        BigInteger sum = 0;
        for (var c = 0; c < columns.Length; c++)
        {
            var minor = Determinant(matrix, rows[1..], [.. columns.Where((_, k) => k != c)]);
            sum += (c % 2 == 0 ? 1 : -1) * matrix[rows[0], columns[c]] * minor;
        }

        return sum;
    }

    /// <summary>A fraction to the last bit but one.</summary>
    private static double Ratio(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.IsZero) return 0;
        var shift = 80 - (int)(numerator.GetBitLength() - denominator.GetBitLength());
        return Math.ScaleB((double)(shift >= 0 ? (numerator << shift) / denominator : numerator / (denominator << -shift)), -shift);
    }
}
