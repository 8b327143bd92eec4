using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Regression;

/// <summary>
/// Decides what is aliased, and keeps the accuracy of a QR decomposition where columns are nearly dependent: the products are
/// summed once more on a basis in which they are nearly orthogonal.
/// </summary>
/// <remarks>Source: Fukaya et al. (2020), "Shifted Cholesky QR for computing the QR factorization of ill-conditioned matrices":
/// one factorisation of the products loses the square of the condition number, a second one on the basis it gives does not.</remarks>
internal static class Conditioning
{
    // Products lose 1e-16 / 1e-6 of the smallest pivot: enough digits for 1e-8 of a standard error, and far from the noise of an exact dependence.
    private const double WellConditioned = 1e-6;

    // Information of a fit without bounds has 39 fractional bits: a pivot this much smaller than the others keeps 29 of them.
    private const double WellScaled = 1e-3;

    // R's 1e-7 of the norm of a column, squared.
    private const double Alias = 1e-14;
    private const int MostPasses = 3;

    /// <param name="design">Without a basis.</param>
    /// <param name="total">Products of its columns, with whatever else the step sums.</param>
    /// <param name="norms">What pivots are compared with.</param>
    /// <param name="weight">Sum of the weights.</param>
    /// <param name="sum">The total of the products on another design.</param>
    public static async Task<ConditionedDesign> OfAsync(CentredDesign design, Total total, double[] norms, double weight, Func<CentredDesign, Task<Total>> sum)
    {
        var size = design.Size;
        for (var pass = 0; ; pass++)
        {
            var matrix = Packed.Unpack(total.Block("products"), size);
            var (pivots, whitening) = SymmetricSolver.Whiten(matrix, size, WellConditioned, weight);
            var isAliased = new bool[size];
            var undecided = false;
            for (var j = 0; j < size; j++)
            {
                // In the units of the column itself, as R's rule has it; even the whole of what is left may be too little.
                double scale = design.Basis is { } b ? b[(j * size) + j] : 1, diagonal = matrix[(j * size) + j];
                isAliased[j] = !(diagonal > Alias * norms[j] * scale * scale) || (pivots[j] >= WellConditioned * diagonal && !(pivots[j] > Alias * norms[j] * scale * scale));
                undecided |= !isAliased[j] && pivots[j] < WellConditioned * diagonal;
            }

            if (!undecided || pass == MostPasses) return Settle(design, matrix, norms, isAliased, total);
            design = design with { Basis = design.Basis is { } earlier ? Product(earlier, whitening, size) : whitening };
            total = await sum(design).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A basis on which the information of a later step is about a multiple of the unit matrix, and the coefficients on it; null where
    /// the present design is good enough. Weights that differ by many powers of ten do to a design what dependent columns do, and a column
    /// whose values are small beside its bounds has few digits left in fixed point.
    /// </summary>
    /// <param name="design">Of the information.</param>
    /// <param name="information">Size x size, row-major.</param>
    /// <param name="used">Columns that are not aliased, ascending.</param>
    /// <param name="coefficients">On the design; aliased ones 0.</param>
    public static (CentredDesign Design, double[] Coefficients)? Renew(CentredDesign design, double[] information, IReadOnlyList<int> used, double[] coefficients)
    {
        var size = design.Size;
        var kept = new double[size * size];
        var trace = 0.0;
        foreach (var i in used)
        {
            foreach (var j in used) kept[(i * size) + j] = information[(i * size) + j];
            trace += kept[(i * size) + i];
        }

        var mean = trace / Math.Max(1, used.Count);
        var (pivots, whitening) = SymmetricSolver.Whiten(kept, size, WellConditioned, mean);
        if (used.All(j => pivots[j] >= WellConditioned * kept[(j * size) + j] && pivots[j] >= WellScaled * mean)) return null;
        var renewed = new double[size];
        for (var n = used.Count - 1; n >= 0; n--)
        {
            var i = used[n];
            var sum = coefficients[i];
            for (var m = n + 1; m < used.Count; m++) sum -= whitening[(i * size) + used[m]] * renewed[used[m]];
            renewed[i] = sum / whitening[(i * size) + i];
        }

        return (design with { Basis = design.Basis is { } earlier ? Product(earlier, whitening, size) : whitening }, renewed);
    }

    /// <summary>Aliased columns leave the basis; they are in no other column of it.</summary>
    private static ConditionedDesign Settle(CentredDesign design, double[] matrix, double[] norms, bool[] isAliased, Total total)
    {
        var size = design.Size;
        var least = new double[size];
        double[]? basis = design.Basis is { } b ? [.. b] : null;
        for (var j = 0; j < size; j++)
        {
            least[j] = isAliased[j] ? double.PositiveInfinity : 0;
            for (var i = 0; i <= j && isAliased[j] && basis is not null; i++) basis[(i * size) + j] = 0;
        }

        return new ConditionedDesign(design with { Basis = basis }, SymmetricSolver.Factor(matrix, size, least), total);
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
