using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Multivariate.Covariance;

/// <summary>
/// The triangular factor of the centred data: what a QR decomposition of the pooled rows gives, from sums. Where variables are nearly
/// dependent the products are summed again on combinations that are nearly orthogonal, so that small components keep their digits.
/// </summary>
/// <remarks>Source: Fukaya et al. (2020), as for linear models.</remarks>
internal static class CovarianceRoot
{
    private const double WellConditioned = 1e-6;

    // Root mean square, in half ranges, of what is left of a variable after those before it: below this it is rounding of the values.
    private const double Rounding = 1e-13;
    private const int MostPasses = 3;

    /// <returns>Upper triangular R with R'R the centred products in half ranges, size x size row-major.</returns>
    public static async Task<double[]> SumAsync(ModelFrame frame, CovarianceQuestion question, double[] means, IFederation federation, CancellationToken cancellationToken)
    {
        var size = means.Length;
        var n = frame.Complete;
        double[]? basis = null;
        for (var pass = 0; ; pass++)
        {
            var total = await federation.SumAsync(new CovarianceStep(frame, question, means, basis), cancellationToken).ConfigureAwait(false);
            var matrix = Centred(total, size, n);
            var (pivots, whitening) = SymmetricSolver.Whiten(matrix, size, WellConditioned, n);
            var isZero = new bool[size];
            var undecided = false;
            for (var j = 0; j < size; j++)
            {
                double diagonal = matrix[(j * size) + j], scale = basis?[(j * size) + j] ?? 1;
                isZero[j] = !(diagonal > n * Rounding * Rounding * scale * scale);
                undecided |= !isZero[j] && pivots[j] < WellConditioned * diagonal;
                // A variable that is constant stays as it is.
                if (whitening[(j * size) + j] == 0) whitening[(j * size) + j] = 1;
            }

            if (!undecided || pass == MostPasses) return Root(matrix, isZero, basis, size);
            basis = basis is null ? whitening : Product(basis, whitening, size);
        }
    }

    private static double[] Centred(Total total, int size, double n)
    {
        var matrix = Packed.Unpack(total.Block("products"), size);
        var sums = total.Block("sums");
        for (var i = 0; i < matrix.Length; i++) matrix[i] -= sums[i / size] * sums[i % size] / n;
        return matrix;
    }

    /// <summary>L' B^-1, where L L' are the products on the basis B.</summary>
    private static double[] Root(double[] matrix, bool[] isZero, double[]? basis, int size)
    {
        var lower = new double[size * size];
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k <= j && !isZero[j]; k++)
            {
                if (isZero[k]) continue;
                var sum = matrix[(j * size) + k];
                for (var m = 0; m < k; m++) sum -= lower[(j * size) + m] * lower[(k * size) + m];
                lower[(j * size) + k] = k < j ? (lower[(k * size) + k] > 0 ? sum / lower[(k * size) + k] : 0) : Math.Sqrt(Math.Max(sum, 0));
            }
        }

        var root = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            // Row i of R solves r B = row i of L'.
            for (var j = 0; j < size; j++)
            {
                var sum = j < i ? 0 : lower[(j * size) + i];
                for (var m = 0; m < j && basis is not null; m++) sum -= root[(i * size) + m] * basis[(m * size) + j];
                root[(i * size) + j] = basis is null ? sum : sum / basis[(j * size) + j];
            }
        }

        return root;
    }

    private static double[] Product(double[] left, double[] right, int size)
    {
        var result = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var k = i; k < size; k++)
            {
                for (var j = i; j <= k; j++) result[(i * size) + k] += left[(i * size) + j] * right[(j * size) + k];
            }
        }

        return result;
    }
}
