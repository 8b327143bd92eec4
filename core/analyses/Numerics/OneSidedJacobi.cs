namespace FedOnco.Analyses.Numerics;

/// <summary>Singular values and left singular vectors by one-sided Jacobi rotations: small values keep their relative accuracy.</summary>
/// <remarks>Source: Hestenes (1958); Demmel and Veselic (1992), section 4: on a triangular factor the relative error depends on the
/// condition of the scaled matrix alone.</remarks>
internal static class OneSidedJacobi
{
    private const int MostSweeps = 60;
    private const double Orthogonal = 1e-15;

    /// <param name="columns">The columns of the matrix, equally long; overwritten with singular vectors times values, unordered.</param>
    public static void Rotate(double[][] columns)
    {
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var rotated = false;
            for (var p = 0; p < columns.Length; p++)
            {
                for (var q = p + 1; q < columns.Length; q++) rotated |= Rotate(columns[p], columns[q]);
            }

            if (!rotated) return;
        }
    }

    private static bool Rotate(double[] p, double[] q)
    {
        double a = Dot(p, p), b = Dot(q, q), c = Dot(p, q);
        if (a == 0 || b == 0 || Math.Abs(c) <= Orthogonal * Math.Sqrt(a) * Math.Sqrt(b)) return false;
        var zeta = (b - a) / (2 * c);
        var t = (zeta < 0 ? -1 : 1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
        var cosine = 1 / Math.Sqrt(1 + (t * t));
        var sine = cosine * t;
        for (var i = 0; i < p.Length; i++) (p[i], q[i]) = ((cosine * p[i]) - (sine * q[i]), (sine * p[i]) + (cosine * q[i]));
        return true;
    }

    private static double Dot(double[] x, double[] y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }
}
