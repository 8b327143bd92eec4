using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Lin and Wei's variance and the robust score test.</summary>
/// <param name="Matrix">V M V on the scaled columns, size x size.</param>
/// <param name="ScoreTest">Score at zero against the squared score residuals there.</param>
public sealed record CoxRobust(double[] Matrix, double ScoreTest)
{
    /// <param name="inverse">Inverse information at the fit.</param>
    /// <param name="meat">Squared score residuals at the fit.</param>
    /// <param name="start">Those at zero, and the score there.</param>
    /// <param name="size">Covariates.</param>
    internal static CoxRobust Of(double[] inverse, double[] meat, (double[] Meat, double[] Score) start, int size)
    {
        double[] half = new double[size * size], matrix = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k < size; k++) half[(i * size) + j] += inverse[(i * size) + k] * meat[(k * size) + j];
            }
        }

        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k < size; k++) matrix[(i * size) + j] += half[(i * size) + k] * inverse[(k * size) + j];
            }
        }

        var solved = SymmetricSolver.Factor(start.Meat, size, tolerance: 1.818989e-12).Solve(start.Score);
        var test = 0.0;
        for (var j = 0; j < size; j++) test += start.Score[j] * solved[j];
        return new CoxRobust(matrix, test);
    }
}
