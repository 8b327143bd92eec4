using System.Globalization;
using System.Numerics;

namespace FedOnco.Analyses.Tests.Numerics;

/// <summary>Least squares for a polynomial in exact fractions: no rounding before the last step.</summary>
internal static class ExactPolynomial
{
    /// <summary>The fraction that a double is written as in the shortest decimals.</summary>
    public static Fraction Decimal(double value)
    {
        var text = ((decimal)value).ToString(CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text.Length - point - 1;
        return new(BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), BigInteger.Pow(10, digits));
    }

    /// <summary>The fraction that a double is, whose size lies between 2^-900 and 2^900.</summary>
    public static Fraction Double(double value)
    {
        var scale = 0;
        while (value != Math.Floor(value))
        {
            value *= 2;
            scale++;
        }

        return new(new BigInteger(value), BigInteger.One << scale);
    }

    /// <summary>Coefficients of powers 0 to degree of <paramref name="of"/>(x), and their standard errors, from rows (x, y).</summary>
    public static (double[] Estimates, double[] Errors) Fit(double[][] rows, int degree, Func<double, Fraction> of)
    {
        var p = degree + 1;
        var powers = rows.Select(r => Powers(of(r[0]), p)).ToArray();
        var y = rows.Select(r => Decimal(r[1])).ToArray();
        var inverse = Inverse(powers, p);
        var moments = Enumerable.Range(0, p).Select(i => Sum(powers.Select((row, k) => row[i] * y[k]))).ToArray();
        var beta = Enumerable.Range(0, p).Select(i => Sum(moments.Select((m, j) => inverse[i][j] * m))).ToArray();
        var squares = Sum(powers.Select((row, k) => y[k] - Sum(row.Select((v, j) => v * beta[j]))).Select(e => e * e));
        var variance = squares / new Fraction(rows.Length - p, 1);
        return ([.. beta.Select(b => b.Value)], [.. Enumerable.Range(0, p).Select(i => Math.Sqrt((variance * inverse[i][i]).Value))]);
    }

    private static Fraction[] Powers(Fraction x, int count)
    {
        var powers = new Fraction[count];
        powers[0] = new(1, 1);
        for (var k = 1; k < count; k++) powers[k] = powers[k - 1] * x;
        return powers;
    }

    private static Fraction[][] Inverse(Fraction[][] powers, int p)
    {
        var rows = Enumerable.Range(0, p).Select(i => Enumerable.Range(0, 2 * p)
            .Select(j => j < p ? Sum(powers.Select(r => r[i] * r[j])) : new Fraction(j - p == i ? 1 : 0, 1)).ToArray()).ToArray();
        for (var c = 0; c < p; c++)
        {
            var pivot = rows[c][c];
            rows[c] = [.. rows[c].Select(v => v / pivot)];
            for (var r = 0; r < p; r++)
            {
                var factor = rows[r][c];
                if (r != c) rows[r] = [.. rows[r].Select((v, j) => v - (factor * rows[c][j]))];
            }
        }

        return [.. rows.Select(r => r[p..])];
    }

    private static Fraction Sum(IEnumerable<Fraction> terms) => terms.Aggregate(new Fraction(0, 1), (a, b) => a + b);
}
